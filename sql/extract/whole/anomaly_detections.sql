select
    anomaly.id,
    anomaly.product_id,
    anomaly.detected_on,
    anomaly.anomaly_type,
    anomaly.feedback
from ai.anomaly_detections as anomaly
inner join jobs.pipeline_run as run on anomaly.run_id = run.id
where run.status = 'SUCCEEDED'
