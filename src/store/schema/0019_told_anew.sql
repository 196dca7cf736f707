-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Who tells an outcome anew leaves their word before in the journal, and the pages say where.

ALTER TABLE outcomes ADD COLUMN replaces @integer; -- the entry that told it before
UPDATE outcomes SET replaces = (SELECT MAX(subjects.seq) FROM subjects JOIN entries
    ON entries.workspace_id = subjects.workspace_id AND entries.seq = subjects.seq
  WHERE subjects.workspace_id = outcomes.workspace_id AND subjects.thing_id = outcomes.advice_id
    AND subjects.seq < outcomes.seq AND (
      CAST(entries.leaf AS TEXT) LIKE '%"kind":"report_outcome"%'
        AND CAST(entries.leaf AS TEXT) LIKE '%"side":"' || outcomes.side || '"%'
        AND (CAST(entries.leaf AS TEXT) LIKE '%"road":"' || outcomes.road || '"%'
          OR outcomes.road = 'taken' AND CAST(entries.leaf AS TEXT) NOT LIKE '%"road":%')
      OR CAST(entries.leaf AS TEXT) LIKE '%"kind":"import_advice"%' AND CASE outcomes.road || ' ' || outcomes.side
        WHEN 'taken client' THEN CAST(entries.leaf AS TEXT) LIKE '%"worked":%'
          AND CAST(entries.leaf AS TEXT) NOT LIKE '%"worked_by":"partner"%'
        WHEN 'taken partner' THEN CAST(entries.leaf AS TEXT) LIKE '%"partner_worked":%'
          OR CAST(entries.leaf AS TEXT) LIKE '%"worked_by":"partner"%'
        WHEN 'advice client' THEN CAST(entries.leaf AS TEXT) LIKE '%"advice_worked":%'
          AND CAST(entries.leaf AS TEXT) NOT LIKE '%"advice_worked_by":"partner"%'
        WHEN 'advice partner' THEN CAST(entries.leaf AS TEXT) LIKE '%"partner_advice_worked":%'
          OR CAST(entries.leaf AS TEXT) LIKE '%"advice_worked_by":"partner"%'
        ELSE CAST(entries.leaf AS TEXT) LIKE '%"own_view_worked":%' END));
