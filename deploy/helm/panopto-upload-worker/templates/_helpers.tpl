{{- define "panopto-upload-worker.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "panopto-upload-worker.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "panopto-upload-worker.labels" -}}
{{ include "panopto-upload-worker.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | quote }}
{{- end -}}

{{- /* other than the workers', whose service and policies must not select it */ -}}
{{- define "panopto-upload-worker.gatewaySelectorLabels" -}}
app.kubernetes.io/name: panopto-gateway
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "panopto-upload-worker.gatewayLabels" -}}
{{ include "panopto-upload-worker.gatewaySelectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | quote }}
{{- end -}}

{{- define "panopto-upload-worker.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "panopto-upload-worker.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}
