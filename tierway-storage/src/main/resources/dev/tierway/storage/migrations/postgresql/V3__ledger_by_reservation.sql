-- Most requests concern no reservation, and are not in here.
CREATE INDEX ledger_reservation_time ON ledger (reservation, ended_at) WHERE reservation <> '';
