// mvn -Pdemo: builds the standalone and what is packed into it, runs its demo, and ends this JVM with it.
def windows = System.getProperty('os.name').startsWith('Windows')
def run = { command ->
    new ProcessBuilder(command*.toString()).directory(project.basedir).inheritIO().start().waitFor()
}

println 'Building the demo: half a minute, and once the time to download what it needs.'
def maven = "${System.getProperty('maven.home')}/bin/mvn${windows ? '.cmd' : ''}"
def keep = session.userProperties.containsKey('demo.keep')
def build = [maven, '-q', '-B', '-ntp', 'package', '-pl', 'deploy/standalone' + (keep ? ',deploy/gateway' : ''), '-am',
             '-Dmaven.test.skip', '-Dformat.skipped']
if (session.settings.offline) {
    build << '-o'
}
def status = run(build)
if (status == 0) {
    def toolchains = session.container.lookup('org.apache.maven.toolchain.ToolchainManager')
    def java = toolchains.getToolchainFromBuildContext('jdk', session).findTool('java')
    def how = keep ? ['--demo-keep', "--gateway=${project.basedir}/deploy/gateway/target/panopto-gateway.jar"] : ['--demo']
    status = run([java, '-jar', "${project.basedir}/deploy/standalone/target/panopto-standalone.jar", *how, '--end-with-parent'])
}
System.out.flush()
Runtime.runtime.halt(status)
