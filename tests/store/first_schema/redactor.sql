BEGIN TRANSACTION;
CREATE TABLE acts (
	case_reference TEXT NOT NULL, 
	id INTEGER NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	undoes INTEGER, 
	CONSTRAINT pk_acts PRIMARY KEY (case_reference, id), 
	CONSTRAINT fk_acts_case_reference FOREIGN KEY(case_reference) REFERENCES cases (reference)
);
INSERT INTO "acts" VALUES('SAR-2026-014',1,'Ana','2026-11-24T03:16:46.405+00:00',NULL);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE audit (
	case_reference TEXT NOT NULL, 
	seq INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	details TEXT NOT NULL, 
	previous_hash TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	CONSTRAINT pk_audit PRIMARY KEY (case_reference, seq), 
	CONSTRAINT fk_audit_case_reference FOREIGN KEY(case_reference) REFERENCES cases (reference), 
	CONSTRAINT uq_audit_case_reference_previous_hash UNIQUE (case_reference, previous_hash)
);
INSERT INTO "audit" VALUES('SAR-2026-014',1,'2026-11-24T03:16:46.273+00:00','case opened','','{}','0000000000000000000000000000000000000000000000000000000000000000','05462efcf4124bb21bbe5b206a7ab56cf77eed8450c5fdfa60f5a9ff4d8bf422');
INSERT INTO "audit" VALUES('SAR-2026-014',2,'2026-11-24T03:16:46.286+00:00','intake begun','','{"first_number":1}','05462efcf4124bb21bbe5b206a7ab56cf77eed8450c5fdfa60f5a9ff4d8bf422','bf2975f0f15e7f0028cbc474690764e69a7a7a3fb30583028403ee2689f5a6af');
INSERT INTO "audit" VALUES('SAR-2026-014',3,'2026-11-24T03:16:46.307+00:00','source received','','{"sha256":"7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed","size":3,"source":"0001","state":"received"}','bf2975f0f15e7f0028cbc474690764e69a7a7a3fb30583028403ee2689f5a6af','131e92ac5885b354961c6d19cbec3025b79e5b71d1ee56396fb21c45762600a4');
INSERT INTO "audit" VALUES('SAR-2026-014',4,'2026-11-24T03:16:46.333+00:00','source received','','{"sha256":"3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3","size":3,"source":"0002","state":"received"}','131e92ac5885b354961c6d19cbec3025b79e5b71d1ee56396fb21c45762600a4','b1e23e7cf614f387c6f99243fbf4398f5468641149ed1dce01e4d886ca15e7f8');
INSERT INTO "audit" VALUES('SAR-2026-014',5,'2026-11-24T03:16:46.369+00:00','source read','','{"file":"8f110587ce163616c7d566ddd27e69067cfd1864c883e4d9f3eebbaeb0cee26e","pages":2,"source":"0001"}','b1e23e7cf614f387c6f99243fbf4398f5468641149ed1dce01e4d886ca15e7f8','f4304259e88e8a020be565531898495d4d5df146abc9ee5e8b335ed541afe909');
INSERT INTO "audit" VALUES('SAR-2026-014',6,'2026-11-24T03:16:46.376+00:00','document searched','','{"findings":1,"source":"0001","version":"1"}','f4304259e88e8a020be565531898495d4d5df146abc9ee5e8b335ed541afe909','10fb0f6f40470ce9a0d6fe7fc40b29aab5d4de4fafbc95b1394c53ff2ce2d376');
INSERT INTO "audit" VALUES('SAR-2026-014',7,'2026-11-24T03:16:46.401+00:00','people resolved','','{"findings":1,"kept":[],"people":0}','10fb0f6f40470ce9a0d6fe7fc40b29aab5d4de4fafbc95b1394c53ff2ce2d376','2081885d48bb4afe9bfe77455800642011ae8cf9d2d55fc6654645088cf06f23');
INSERT INTO "audit" VALUES('SAR-2026-014',8,'2026-11-24T03:16:46.411+00:00','decision','Ana','{"act":1,"author":"Ana","code":"TP-ID","finding":"0001-ab8981b3937c","has_evidence":false,"reason":"Tom Reid did not agree.","sequence":1,"verdict":"withhold"}','2081885d48bb4afe9bfe77455800642011ae8cf9d2d55fc6654645088cf06f23','1f6beee91370d5105a55c3da466955e2c4a5fa6bcc9bfce637f0c88be430e015');
INSERT INTO "audit" VALUES('SAR-2026-014',9,'2026-11-24T03:16:46.429+00:00','document made clean','','{"file":"478bbb468bf53d9a7bf020bf2f4657f06758b2d4a64789da89429906e11d83af","source":"0001"}','1f6beee91370d5105a55c3da466955e2c4a5fa6bcc9bfce637f0c88be430e015','6a321c89bcf92656b18af198efae79b0159e0e102d32a6f65b8e9a6866c05731');
INSERT INTO "audit" VALUES('SAR-2026-014',10,'2026-11-24T03:16:46.437+00:00','bundle released','','{"number":1,"sha256":"ab"}','6a321c89bcf92656b18af198efae79b0159e0e102d32a6f65b8e9a6866c05731','24a301a6755fa202719ab32967a46f24890b9f3d468000c7e41cef425b70de27');
CREATE TABLE cases (
	reference TEXT NOT NULL, 
	noun TEXT NOT NULL, 
	opened_at TEXT NOT NULL, 
	edition INTEGER NOT NULL, 
	CONSTRAINT pk_cases PRIMARY KEY (reference)
);
INSERT INTO "cases" VALUES('SAR-2026-014','{"channel":"","clock":{"clarification_answered":null,"clarification_asked":null,"closures":[],"extended":null,"id_received":null,"id_requested":null,"reason":""},"controller":{"jurisdiction":"england-and-wales","kind":"other","name":""},"people":[],"received":"2026-09-03","reference":"SAR-2026-014","regime":"uk-gdpr","requester":{"authority":"","capacity":"subject","emails":[],"name":"Leila Okafor","phones":[]},"scope":"","subject":{"addresses":[],"aliases":[],"date_of_birth":null,"emails":[],"identifiers":[],"name":"Leila Okafor","phones":[]},"taken_by":""}','2026-11-24T03:16:46.272+00:00',1);
CREATE TABLE chain_heads (
	case_reference TEXT NOT NULL, 
	seq INTEGER NOT NULL, 
	hash TEXT NOT NULL, 
	CONSTRAINT pk_chain_heads PRIMARY KEY (case_reference), 
	CONSTRAINT fk_chain_heads_case_reference FOREIGN KEY(case_reference) REFERENCES cases (reference)
);
INSERT INTO "chain_heads" VALUES('SAR-2026-014',10,'24a301a6755fa202719ab32967a46f24890b9f3d468000c7e41cef425b70de27');
CREATE TABLE clean_documents (
	case_reference TEXT NOT NULL, 
	source_id TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	pdf_file TEXT NOT NULL, 
	noun TEXT NOT NULL, 
	CONSTRAINT pk_clean_documents PRIMARY KEY (case_reference, source_id), 
	CONSTRAINT fk_clean_documents_case_reference FOREIGN KEY(case_reference) REFERENCES cases (reference), 
	CONSTRAINT fk_clean_documents_case_reference_source_id FOREIGN KEY(case_reference, source_id) REFERENCES sources (case_reference, id)
);
INSERT INTO "clean_documents" VALUES('SAR-2026-014','0001','k','478bbb468bf53d9a7bf020bf2f4657f06758b2d4a64789da89429906e11d83af','{"pages":[],"redactions":[]}');
CREATE TABLE decisions (
	case_reference TEXT NOT NULL, 
	sequence INTEGER NOT NULL, 
	act INTEGER NOT NULL, 
	finding_id TEXT NOT NULL, 
	verdict TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	code TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	evidence TEXT NOT NULL, 
	CONSTRAINT pk_decisions PRIMARY KEY (case_reference, sequence), 
	CONSTRAINT fk_decisions_case_reference FOREIGN KEY(case_reference) REFERENCES cases (reference), 
	CONSTRAINT fk_decisions_case_reference_act FOREIGN KEY(case_reference, act) REFERENCES acts (case_reference, id)
);
INSERT INTO "decisions" VALUES('SAR-2026-014',1,1,'0001-ab8981b3937c','withhold','Ana','2026-09-07T10:30:00+00:00','TP-ID','Tom Reid did not agree.','');
CREATE TABLE detections (
	case_reference TEXT NOT NULL, 
	document_id TEXT NOT NULL, 
	version TEXT NOT NULL, 
	findings TEXT NOT NULL, 
	CONSTRAINT pk_detections PRIMARY KEY (case_reference, document_id), 
	CONSTRAINT fk_detections_case_reference FOREIGN KEY(case_reference) REFERENCES cases (reference), 
	CONSTRAINT fk_detections_case_reference_document_id FOREIGN KEY(case_reference, document_id) REFERENCES sources (case_reference, id)
);
INSERT INTO "detections" VALUES('SAR-2026-014','0001','1','[{"category":"person","document_id":"0001","evidence":{"checksum":"","context":[],"detector":"names","rule":"name","score":0.9,"version":"1","why":"Looks like a name."},"kind":"","person_id":null,"place":{"end":24,"is":"span","reading":null,"start":16},"suggestion":null}]');
CREATE TABLE documents (
	case_reference TEXT NOT NULL, 
	source_id TEXT NOT NULL, 
	text_file TEXT NOT NULL, 
	facsimile_file TEXT NOT NULL, 
	pages INTEGER NOT NULL, 
	CONSTRAINT pk_documents PRIMARY KEY (case_reference, source_id), 
	CONSTRAINT fk_documents_case_reference FOREIGN KEY(case_reference) REFERENCES cases (reference), 
	CONSTRAINT fk_documents_case_reference_source_id FOREIGN KEY(case_reference, source_id) REFERENCES sources (case_reference, id)
);
INSERT INTO "documents" VALUES('SAR-2026-014','0001','8f110587ce163616c7d566ddd27e69067cfd1864c883e4d9f3eebbaeb0cee26e','21af8e71c8703196df7fe1ff901869a88fe64c07bbaa83d838efb45a52b4f303',2);
CREATE TABLE findings (
	case_reference TEXT NOT NULL, 
	document_id TEXT NOT NULL, 
	id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	drawn BOOLEAN NOT NULL, 
	noun TEXT NOT NULL, 
	CONSTRAINT pk_findings PRIMARY KEY (case_reference, id), 
	CONSTRAINT fk_findings_case_reference FOREIGN KEY(case_reference) REFERENCES cases (reference), 
	CONSTRAINT fk_findings_case_reference_document_id FOREIGN KEY(case_reference, document_id) REFERENCES sources (case_reference, id)
);
INSERT INTO "findings" VALUES('SAR-2026-014','0001','0001-ab8981b3937c',0,0,'{"category":"person","document_id":"0001","evidence":{"checksum":"","context":[],"detector":"names","rule":"name","score":0.9,"version":"1","why":"Looks like a name."},"kind":"","person_id":null,"place":{"end":24,"is":"span","reading":null,"start":16},"suggestion":null}');
CREATE TABLE intakes (
	case_reference TEXT NOT NULL, 
	folder TEXT NOT NULL, 
	first_number INTEGER NOT NULL, 
	CONSTRAINT pk_intakes PRIMARY KEY (case_reference, folder), 
	CONSTRAINT fk_intakes_case_reference FOREIGN KEY(case_reference) REFERENCES cases (reference)
);
INSERT INTO "intakes" VALUES('SAR-2026-014','/records/of Leila Okafor',1);
CREATE TABLE people (
	case_reference TEXT NOT NULL, 
	id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	noun TEXT NOT NULL, 
	CONSTRAINT pk_people PRIMARY KEY (case_reference, id), 
	CONSTRAINT fk_people_case_reference FOREIGN KEY(case_reference) REFERENCES cases (reference)
);
CREATE TABLE releases (
	case_reference TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	manifest TEXT NOT NULL, 
	CONSTRAINT pk_releases PRIMARY KEY (case_reference, number), 
	CONSTRAINT fk_releases_case_reference FOREIGN KEY(case_reference) REFERENCES cases (reference)
);
INSERT INTO "releases" VALUES('SAR-2026-014',1,'2026-11-24T03:16:46.436+00:00','{"bundle": {"sha256": "ab"}, "documents": [], "approval": "reviewed"}');
CREATE TABLE sources (
	case_reference TEXT NOT NULL, 
	id TEXT NOT NULL, 
	position TEXT NOT NULL, 
	state TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	error TEXT NOT NULL, 
	remedy TEXT NOT NULL, 
	noun TEXT NOT NULL, 
	CONSTRAINT pk_sources PRIMARY KEY (case_reference, id), 
	CONSTRAINT fk_sources_case_reference FOREIGN KEY(case_reference) REFERENCES cases (reference)
);
INSERT INTO "sources" VALUES('SAR-2026-014','0001','00000001','read','','','','{"duplicate_of":null,"id":"0001","kind":"","parent_id":null,"path":"inbox/0001.txt","reason":"","sha256":"7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed","size":3,"state":"received"}');
INSERT INTO "sources" VALUES('SAR-2026-014','0002','00000002','received','','','','{"duplicate_of":null,"id":"0002","kind":"","parent_id":null,"path":"inbox/0002.txt","reason":"","sha256":"3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3","size":3,"state":"received"}');
CREATE INDEX ix_sources_state ON sources (case_reference, state, position);
CREATE INDEX ix_findings_document ON findings (case_reference, document_id, position);
CREATE INDEX ix_acts_by ON acts (case_reference, "by", id);
CREATE INDEX ix_decisions_finding ON decisions (case_reference, finding_id, sequence);
CREATE INDEX ix_decisions_act ON decisions (case_reference, act);
CREATE TRIGGER audit_refuses_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'rows of audit are never changed'); END;
CREATE TRIGGER audit_refuses_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'rows of audit are never changed'); END;
CREATE TRIGGER decisions_refuses_update BEFORE UPDATE ON decisions BEGIN SELECT RAISE(ABORT, 'rows of decisions are never changed'); END;
COMMIT;
