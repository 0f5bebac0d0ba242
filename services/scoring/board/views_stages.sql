-- The stages of the pipelines as dashboards read them: how long they take, who drops off, who goes on. As
-- views.sql has it: stable names, only ever added to, each described in Chinese and English.

CREATE OR REPLACE VIEW reporting.pipeline_stages_v1 AS
SELECT
  pipeline,
  (array_agg(pipeline_zh ORDER BY as_of DESC))[1] AS pipeline_zh,
  (array_agg(pipeline_en ORDER BY as_of DESC))[1] AS pipeline_en,
  stage,
  (array_agg(number ORDER BY entered_at DESC) FILTER (WHERE number IS NOT NULL))[1] AS number,
  coalesce((array_agg(title_zh ORDER BY entered_at DESC) FILTER (WHERE title_zh IS NOT NULL))[1], stage) AS title_zh,
  coalesce((array_agg(title_en ORDER BY entered_at DESC) FILTER (WHERE title_en IS NOT NULL))[1], stage) AS title_en,
  count(*) AS entered,
  count(*) FILTER (WHERE left_at IS NULL) AS open,
  count(*) FILTER (WHERE left_at IS NULL AND expected_by <= now()) AS overdue,
  count(*) FILTER (WHERE outcome IN ('forward', 'passed', 'won')) AS moved_on,
  count(*) FILTER (WHERE outcome = 'back') AS back,
  count(*) FILTER (WHERE outcome = 'lost') AS lost,
  round(
    count(*) FILTER (WHERE outcome IN ('forward', 'passed', 'won'))::numeric / nullif(count(left_at), 0), 4
  ) AS conversion_rate,
  round(count(*) FILTER (WHERE outcome = 'lost')::numeric / nullif(count(left_at), 0), 4) AS drop_off_rate,
  round(
    (
      percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM left_at - entered_at) / 86400)
      FILTER (WHERE outcome <> 'passed')
    )::numeric, 1
  ) AS median_days,
  count(*) FILTER (WHERE late) AS late,
  max(as_of) AS as_of
FROM stage_stays
GROUP BY pipeline, stage;
COMMENT ON VIEW reporting.pipeline_stages_v1 IS '各流程阶段的时长、流失与转化 | Duration, drop-off and conversion of each stage of a pipeline (S7-10, S5-10).';
COMMENT ON COLUMN reporting.pipeline_stages_v1.pipeline IS '流程 | The pipeline.';
COMMENT ON COLUMN reporting.pipeline_stages_v1.pipeline_zh IS '流程中文名称 | Its name in Chinese.';
COMMENT ON COLUMN reporting.pipeline_stages_v1.pipeline_en IS '流程英文名称 | Its name in English.';
COMMENT ON COLUMN reporting.pipeline_stages_v1.stage IS '阶段 | The stage.';
COMMENT ON COLUMN reporting.pipeline_stages_v1.number IS '阶段序号，以最近进入时为准 | Its place in the pipeline, by the last entry.';
COMMENT ON COLUMN reporting.pipeline_stages_v1.title_zh IS '阶段中文名称 | Its name in Chinese.';
COMMENT ON COLUMN reporting.pipeline_stages_v1.title_en IS '阶段英文名称 | Its name in English.';
COMMENT ON COLUMN reporting.pipeline_stages_v1.entered IS '进入次数 | Entries, those that passed it over among them.';
COMMENT ON COLUMN reporting.pipeline_stages_v1.open IS '在该阶段的商机数 | Opportunities that are in it.';
COMMENT ON COLUMN reporting.pipeline_stages_v1.overdue IS '其中超过预期时长数 | Of these, past their expected time, as of the query.';
COMMENT ON COLUMN reporting.pipeline_stages_v1.moved_on IS '进入下一阶段数，含赢单 | Went on to a later stage, or were won.';
COMMENT ON COLUMN reporting.pipeline_stages_v1.back IS '退回数 | Went back to an earlier stage.';
COMMENT ON COLUMN reporting.pipeline_stages_v1.lost IS '流失数 | Were lost in it.';
COMMENT ON COLUMN reporting.pipeline_stages_v1.conversion_rate IS '转化率：进入下一阶段占离开者之比 | Went on, as a share of those that left it.';
COMMENT ON COLUMN reporting.pipeline_stages_v1.drop_off_rate IS '流失率：流失占离开者之比 | Were lost, as a share of those that left it.';
COMMENT ON COLUMN reporting.pipeline_stages_v1.median_days IS '停留天数中位数 | Median days in it; who passed it over does not count.';
COMMENT ON COLUMN reporting.pipeline_stages_v1.late IS '离开时已超过预期时长数 | Left it past their expected time.';
COMMENT ON COLUMN reporting.pipeline_stages_v1.as_of IS '所含最新事实的获知时间 | When the newest fact was learned.';
