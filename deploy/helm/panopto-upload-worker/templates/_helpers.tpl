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

{{- /* by these a controller, if one runs (stakater/Reloader), restarts who reads a Secret that has changed */ -}}
{{- define "panopto-upload-worker.reloading" -}}
secret.reloader.stakater.com/reload: {{ compact . | join "," | quote }}
{{- end -}}

{{- define "panopto-upload-worker.hasRefreshToken" -}}
{{- if eq .Values.panopto.grant "refresh-token" -}}
{{- if or .Values.autoscaling.enabled (gt (int .Values.replicas) 1) -}}
{{- fail "panopto.grant=refresh-token takes replicas: 1 and no autoscaling: Panopto replaces the token when it is used, and of two workers that use it at once one would be refused" -}}
{{- end -}}
true
{{- end -}}
{{- end -}}

{{- define "panopto-upload-worker.hasConfig" -}}
{{- if or .Values.config .Values.captures.existingClaim -}}
true
{{- end -}}
{{- end -}}

{{- define "panopto-upload-worker.environment" -}}
- name: WORKER_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
- name: SPRING_KAFKA_BOOTSTRAP_SERVERS
  value: {{ required "kafka.bootstrapServers is required" .Values.kafka.bootstrapServers | quote }}
- name: PANOPTO_BASE_URL
  value: {{ required "panopto.baseUrl is required" .Values.panopto.baseUrl | quote }}
- name: PANOPTO_OAUTH_GRANT
  value: {{ .Values.panopto.grant }}
{{- if include "panopto-upload-worker.hasRefreshToken" . }}
- name: PANOPTO_OAUTH_REFRESH_TOKEN_FILE
  value: /var/lib/panopto-upload/refresh-token
{{- end }}
- name: PANOPTO_RATE_LIMIT_WORKERS
  value: auto
- name: WORKER_SHUTDOWN_GRACE
  value: "{{ .Values.shutdownGraceSeconds }}s"
- name: SPRING_CONFIG_IMPORT
  value: "configtree:/run/secrets/panopto-upload/*/"
{{- if include "panopto-upload-worker.hasConfig" . }}
- name: SPRING_CONFIG_ADDITIONAL_LOCATION
  value: "file:/etc/panopto-upload/"
{{- end }}
{{- with .Values.tracing.otlpEndpoint }}
- name: MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_OTLP_ENDPOINT
  value: {{ . | quote }}
{{- end }}
{{- with .Values.extraEnv }}
{{- toYaml . | nindent 0 }}
{{- end }}
{{- end -}}

{{- define "panopto-upload-worker.mounts" -}}
- name: tmp
  mountPath: /tmp
- name: panopto
  mountPath: /run/secrets/panopto-upload/panopto
  readOnly: true
{{- if include "panopto-upload-worker.hasRefreshToken" . }}
- name: refresh-token
  mountPath: /var/lib/panopto-upload
{{- end }}
{{- if .Values.kafka.existingSecret }}
- name: kafka
  mountPath: /run/secrets/panopto-upload/kafka
  readOnly: true
{{- end }}
{{- if include "panopto-upload-worker.hasConfig" . }}
- name: config
  mountPath: /etc/panopto-upload
  readOnly: true
{{- end }}
{{- if .Values.captures.existingClaim }}
- name: captures
  mountPath: {{ .Values.captures.mountPath }}
  readOnly: true
{{- end }}
{{- with .Values.extraVolumeMounts }}
{{- toYaml . | nindent 0 }}
{{- end }}
{{- end -}}

{{- define "panopto-upload-worker.volumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: 64Mi
- name: panopto
  secret:
    secretName: {{ required "panopto.existingSecret is required" .Values.panopto.existingSecret }}
    defaultMode: 0440
    # a file is a property: its name is the property's, its content the value
    items:
      - {key: client-id, path: panopto.oauth.client-id}
      - {key: client-secret, path: panopto.oauth.client-secret}
      {{- if eq .Values.panopto.grant "password" }}
      - {key: username, path: panopto.oauth.username}
      - {key: password, path: panopto.oauth.password}
      {{- end }}
{{- if include "panopto-upload-worker.hasRefreshToken" . }}
- name: refresh-token
  persistentVolumeClaim:
    claimName: {{ required "panopto.refreshTokenClaim is required for the grant refresh-token" .Values.panopto.refreshTokenClaim }}
{{- end }}
{{- with .Values.kafka.existingSecret }}
- name: kafka
  secret:
    secretName: {{ . }}
    defaultMode: 0440
{{- end }}
{{- if include "panopto-upload-worker.hasConfig" . }}
- name: config
  configMap:
    name: {{ include "panopto-upload-worker.fullname" . }}
{{- end }}
{{- with .Values.captures.existingClaim }}
- name: captures
  persistentVolumeClaim:
    claimName: {{ . }}
    readOnly: true
{{- end }}
{{- with .Values.extraVolumes }}
{{- toYaml . | nindent 0 }}
{{- end }}
{{- end -}}
