-- Deletes what was written last before :?before, which is relay.ledger.retention.final ago: text as in written_at. Without this
-- file nothing is deleted by age.
delete from interaction
where written_at < :?before
