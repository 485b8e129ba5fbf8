package models

import "time"

// Installation is the one row that says who this school is.
type Installation struct {
	ID          int64
	Code        string // random; begins every workflow id
	TimeZone    string // IANA name; the default zone of calendar rules
	Language    string // "ru" or "en"
	AccountName string
	Seller      string // who takes the money, as the public pages say it; "" for AccountName
	Contact     string // an e-mail, phone or address at which customers reach the school
	Demo        bool   // a school of invented people, to try things out on
	Version     int64
	CreatedAt   time.Time
}

// TableName is the singular: there is one row.
func (Installation) TableName() string { return "installation" }

// Staff is a person who works with orders; every API token is bound to one.
type Staff struct {
	ID       int64
	Name     string
	Email    string
	Role     Role
	Active   bool
	Language string // "ru", "en", or "" for the account's
	// OwnOrdersOnly limits a manager to orders whose manager they are (ROLE-2).
	OwnOrdersOnly bool
	Version       int64
	CreatedAt     time.Time
	UpdatedAt     time.Time
}

// TableName keeps the collective noun.
func (Staff) TableName() string { return "staff" }

// StaffGrant gives one right of Grantable to one manager; Cap is the largest number of objects in one run.
type StaffGrant struct {
	StaffID    int64 `gorm:"primaryKey;autoIncrement:false"`
	GrantRight Right `gorm:"primaryKey"`
	Cap        int64
	GrantedBy  int64
	CreatedAt  time.Time
}

// APIToken is a key of the API. Only its SHA-256 is kept.
type APIToken struct {
	ID        int64
	StaffID   int64
	Title     string
	Hash      string
	Scopes    string // JSON array of rights; "" means all of the role
	Bootstrap bool   // the one-time token that makes the first owner
	ExpiresAt *time.Time
	RevokedAt *time.Time
	// LastUsedAt is known to some minutes; nil when it was never used.
	LastUsedAt *time.Time
	CreatedAt  time.Time
}

// TableName spells the acronym.
func (APIToken) TableName() string { return "api_tokens" }

// States of an idempotency key.
const (
	KeyRunning   = "running"
	KeyCommitted = "committed" // the use case is in the database, its answer is not
	KeyDone      = "done"
)

// IdempotencyKey remembers the answer to a POST for seven days (API-1).
type IdempotencyKey struct {
	StaffID   int64  `gorm:"primaryKey;autoIncrement:false"`
	Key       string `gorm:"primaryKey"`
	Request   string // method and path
	BodyHash  string
	Run       string // of the request that holds the key; one that was overtaken commits nothing
	State     string
	Status    int
	Response  string // the answer with its own headers; of a committed key what was made, as JSON
	CreatedAt time.Time
}

// Segment is a saved selection: rules, not members.
type Segment struct {
	ID        int64
	Title     string
	Object    SubjectKind
	Rule      string // JSON of internal/segment
	Version   int64
	CreatedAt time.Time
	UpdatedAt time.Time
}

// How one logs in to a demo school: it runs on its own machine alone and holds
// nobody's data, so that everybody may know.
const (
	DemoEmail    = "demo@orderflow.example"
	DemoPassword = "look around here" //nolint:gosec // everybody may know it
)
