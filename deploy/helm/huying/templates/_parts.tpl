{{- define "huying.name" -}}
{{ .Release.Name | trunc 50 | trimSuffix "-" }}
{{- end }}

{{- define "huying.labels" -}}
app.kubernetes.io/name: huying
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "huying.selector" -}}
app.kubernetes.io/name: huying
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "huying.container" -}}
image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
imagePullPolicy: {{ .Values.image.pullPolicy }}
envFrom:
  - configMapRef:
      name: {{ include "huying.name" . }}
  - secretRef:
      name: {{ .Values.existingSecret }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
volumeMounts:
  - name: data
    mountPath: /var/lib/huying
  - name: tmp
    mountPath: /tmp
{{- end }}

{{- define "huying.pod" -}}
automountServiceAccountToken: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile:
    type: RuntimeDefault
volumes:
  - name: data
    persistentVolumeClaim:
      claimName: {{ .Values.storage.existingClaim | default (include "huying.name" .) }}
  - name: tmp
    emptyDir: {}
{{- end }}
