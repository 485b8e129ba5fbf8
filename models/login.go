package models

import "time"

// Password is how a person proves who they are: argon2id with its parameters, in PHC form.
type Password struct {
	StaffID   int64 `gorm:"primaryKey;autoIncrement:false"`
	Hash      string
	ChangedAt time.Time
}

// Session is one browser in which a person is logged in. Only the SHA-256 of its secret is kept.
type Session struct {
	ID        int64
	StaffID   int64
	Hash      string
	Browser   string // a word of a fixed list
	System    string // a word of a fixed list
	CreatedAt time.Time
	SeenAt    time.Time
	ExpiresAt time.Time
}

// Purposes of a link that is sent to somebody who works here.
const (
	LinkInvitation = "invitation"
	LinkReset      = "reset"
)

// StaffLink lets its holder set a password, once. What opens it is in its letter
// alone; a link that was used or replaced is gone.
type StaffLink struct {
	ID        int64
	StaffID   int64
	Purpose   string // LinkInvitation or LinkReset
	CreatedBy *int64 // who invited
	CreatedAt time.Time
	ExpiresAt time.Time
}

// Outcomes of an audited action.
const (
	AuditDone    = "done"
	AuditRefused = "refused" // the right was missing
	AuditFailed  = "failed"  // a wrong password
)

// Actions that are audited under names of their own; all others go by the id of their operation in the API.
const (
	AuditLogIn  = "log-in"
	AuditLogOut = "log-out"
)

// AuditEntry is one thing that somebody did here, or was refused. Ids and codes only (PRIV-1).
type AuditEntry struct {
	ID             int64
	At             time.Time
	StaffID        *int64 // nil when nobody is known
	CredentialKind CredentialKind
	CredentialID   int64
	Action         string
	SubjectKind    string // "" when it is about nothing in particular
	SubjectID      int64
	Outcome        string
	Code           string // of the refusal
	RequestID      string
}

// TableName is the singular: a log.
func (AuditEntry) TableName() string { return "audit" }
