#!/usr/bin/env bash
# Makes the sample lecture of the demo: two streams of eight seconds and their captions.
# Needs ffmpeg with libx264 and drawtext, and the DejaVu fonts (Debian: ffmpeg, fonts-dejavu-core).
# The results are committed; the build does not run this.
set -euo pipefail
cd "$(dirname "$0")/src/main/resources/demo"

seconds=8
font=/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf
bold=/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf
# bitexact leaves out the encoder's version and the date, so that the same ffmpeg makes the same bytes
output=(-t "$seconds" -c:v libx264 -profile:v main -pix_fmt yuv420p -preset veryslow -crf 30
  -c:a aac -b:a 48k -ac 1 -movflags +faststart -fflags +bitexact -flags:v +bitexact -flags:a +bitexact
  -map_metadata -1)

# The camera: a lecture hall's board, a figure that walks in front of it, a clock.
ffmpeg -v error -y \
  -f lavfi -i "color=c=0x26313d:s=640x360:r=25" \
  -f lavfi -i "color=c=0xd9a066:s=26x26:r=25,format=yuva420p,geq=lum='p(X,Y)':cb='p(X,Y)':cr='p(X,Y)':a='255*lte(hypot(X-13,Y-13),13)'" \
  -f lavfi -i "color=c=0x4a6fa5:s=56x110:r=25" \
  -f lavfi -i "sine=frequency=220:sample_rate=44100,tremolo=f=3:d=0.8,volume=0.25" \
  -filter_complex "\
[0:v]drawbox=x=60:y=40:w=520:h=190:c=0x1f5d43:t=fill,drawbox=x=60:y=40:w=520:h=190:c=0xb98b5e:t=6,\
drawbox=x=0:y=300:w=640:h=60:c=0x6b4f3a:t=fill,\
drawtext=fontfile=$bold:text='Algorithms, week 12':fontsize=30:fontcolor=white:x=90:y=66,\
drawtext=fontfile=$font:text='Sample lecture - camera':fontsize=20:fontcolor=0xdddddd:x=90:y=112,\
drawtext=fontfile=$font:text='%{pts\:hms}':fontsize=18:fontcolor=white:x=w-tw-16:y=h-34[hall];\
[hall][2:v]overlay=x='320+190*sin(2*PI*t/8)-28':y=216[body];\
[body][1:v]overlay=x='320+190*sin(2*PI*t/8)-13':y=188[v]" \
  -map "[v]" -map 3:a "${output[@]}" camera.mp4

# The screen: slides that change every two seconds, a progress bar, a pointer.
slide() { # number, title, first line, second line
  local from=$((($1 - 1) * 2)) to=$(($1 * 2))
  local when="enable='gte(t,$from)*lt(t,$to)'"
  printf "%s" "drawtext=fontfile=$bold:text='$2':fontsize=34:fontcolor=0x1b2a49:x=60:y=96:$when,"
  printf "%s" "drawtext=fontfile=$font:text='$3':fontsize=23:fontcolor=0x333333:x=80:y=166:$when,"
  printf "%s" "drawtext=fontfile=$font:text='$4':fontsize=23:fontcolor=0x333333:x=80:y=206:$when,"
  printf "%s" "drawtext=fontfile=$font:text='$1 / 4':fontsize=17:fontcolor=0x777777:x=w-tw-24:y=h-44:$when,"
}
ffmpeg -v error -y \
  -f lavfi -i "color=c=white:s=640x360:r=25" \
  -f lavfi -i "color=c=0xc0392b:s=640x6:r=25" \
  -f lavfi -i "sine=frequency=330:sample_rate=44100,tremolo=f=1:d=0.9,volume=0.1" \
  -filter_complex "\
[0:v]drawbox=x=0:y=0:w=640:h=58:c=0x1b2a49:t=fill,\
drawtext=fontfile=$bold:text='Algorithms, week 12':fontsize=24:fontcolor=white:x=24:y=17,\
drawtext=fontfile=$font:text='Sample lecture - screen':fontsize=17:fontcolor=0xcfd8e3:x=w-tw-24:y=22,\
$(slide 1 'Shortest paths' 'One source, weighted edges' 'No negative cycles')\
$(slide 2 'Relaxation' 'Try to improve an estimate' 'Repeat until nothing changes')\
$(slide 3 'Dijkstra' 'Take the nearest open vertex' 'Needs non-negative weights')\
$(slide 4 'Bellman-Ford' 'Relax every edge n - 1 times' 'Finds negative cycles as well')\
drawbox=x=0:y=354:w=640:h=6:c=0xe3e3e3:t=fill[slides];\
[slides][1:v]overlay=x='-640+640*t/$seconds':y=354[v]" \
  -map "[v]" -map 2:a "${output[@]}" screen.mp4

cat > captions.vtt <<'VTT'
WEBVTT

00:00:00.000 --> 00:00:02.000
Welcome to week twelve: shortest paths.

00:00:02.000 --> 00:00:04.000
Everything today rests on one step, relaxation.

00:00:04.000 --> 00:00:06.000
Dijkstra takes the nearest open vertex first.

00:00:06.000 --> 00:00:08.000
Bellman and Ford also find negative cycles.
VTT
ls -l
