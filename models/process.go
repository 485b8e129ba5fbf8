package models

import "time"

// States of a process.
const (
	ProcessDraft   = "draft"
	ProcessActive  = "active"
	ProcessStopped = "stopped"
)

// Process is a graph of blocks: its draft and the revision that runs (PRC-1).
type Process struct {
	ID         int64
	Title      string
	Subject    SubjectKind
	State      string
	Draft      string // JSON of internal/process; it may be unfinished
	Layout     string // JSON of internal/process: how the draft is drawn
	RevisionID *int64
	Version    int64
	CreatedAt  time.Time
	UpdatedAt  time.Time
	UpdatedBy  *int64 // who saved, published or stopped it last
}

// ProcessRevision is the immutable published form.
type ProcessRevision struct {
	ID          int64
	ProcessID   int64
	Number      int64
	Definition  string
	Hash        string
	PublishedBy int64
	PublishedAt time.Time
}

// ProcessSchedule is one periodic entry by segment.
type ProcessSchedule struct {
	ProcessID    int64 `gorm:"primaryKey;autoIncrement:false"`
	TriggerIndex int   `gorm:"primaryKey;autoIncrement:false"`
	RevisionID   int64
	EverySeconds int64
	// SweepRevisionID is the revision whose rule the sweep under way began with.
	SweepRevisionID *int64
	NextRun         *time.Time
	LastRun         *time.Time
	Active          bool
}

// States of an enrollment.
const (
	EnrollmentActive  = "active"
	EnrollmentFailed  = "failed"
	EnrollmentEnded   = "ended"
	EnrollmentStopped = "stopped"
)

// Enrollment is one object's way through one revision.
type Enrollment struct {
	ID           int64
	ProcessID    int64
	RevisionID   int64
	SubjectKind  SubjectKind
	SubjectID    int64
	CustomerID   int64
	OrderID      *int64
	EntryKey     string // unique with process and subject (PRC-3)
	Exclusive    bool   // no second active enrollment of the subject
	Lane         Lane
	State        string
	Outcome      string
	CauseEventID *int64
	CauseKind    string // event kind, "segment" or "by_hand"
	ActorKind    ActorKind
	ActorID      int64
	Chain        string // JSON of Chain, this enrollment excluded
	CreatedAt    time.Time
	EndedAt      *time.Time
}

// States of a token.
const (
	TokenWaiting = "waiting"
	TokenFailed  = "failed"
	TokenEnded   = "ended"
)

// Token is where an enrollment stands.
type Token struct {
	EnrollmentID int64 `gorm:"primaryKey;autoIncrement:false"`
	Token        int   `gorm:"primaryKey;autoIncrement:false"`
	ProcessID    int64
	RevisionID   int64
	CustomerID   int64
	CohortID     int64
	Block        string
	Visit        int
	EnteredAt    time.Time  // when it came to the block
	Due          time.Time  // computed once, on entering the block
	LookAt       *time.Time // when time alone may change a wait or an exit rule, before Due
	Woken        bool       // look at it before it is due: an event of its customer came
	Attempt      int
	State        string
	Error        string
	Wake         int64 // the cohort's counter when the token last changed from outside
}

// Results of a step.
const (
	StepDone    = "done"
	StepSkipped = "skipped"
	StepFailed  = "failed"
	StepExited  = "exited" // an exit rule ended the enrollment here
	StepStopped = "stopped"
	StepRetried = "retried" // a person had a failed block tried again
	StepSnoozed = "snoozed" // a person put the block off (ORD-12)
	StepHurried = "hurried" // a person made the block due at once (ORD-12)
)

// Step is one journal entry: an enrollment passed a block (PRC-7).
type Step struct {
	EnrollmentID int64 `gorm:"primaryKey;autoIncrement:false"`
	Token        int   `gorm:"primaryKey;autoIncrement:false"`
	Visit        int   `gorm:"primaryKey;autoIncrement:false"`
	Block        string
	Kind         string
	Exit         string
	Result       string
	Data         string // JSON: what the block decided or made
	Error        string
	Attempts     int
	Due          time.Time
	At           time.Time

	ProcessID int64 `gorm:"-"` // of the enrollment, for the tally
}

// Passed reports that the block was left by an exit, or that the way ended at it.
func (s *Step) Passed() bool { return s.Result == StepDone || s.Result == StepSkipped }

// Tally is how many steps were taken at a block in one transaction, or in many
// that were folded, and how many of them passed it (PRC-11).
type Tally struct {
	ID        int64
	ProcessID int64
	Block     string
	Steps     int64
	Passed    int64
}

// States of a cohort.
const (
	CohortOpen   = "open"
	CohortClosed = "closed"
)

// Cohort is enrollments of one revision that one workflow drives.
type Cohort struct {
	ID          int64
	ProcessID   int64
	RevisionID  int64
	Lane        Lane
	WorkflowID  string
	RunID       string // of the run that claimed it; a superseded run ends quietly
	State       string
	Joined      int64 // ever joined, at most the cohort size
	Wake        int64 // raised under the row lock at every join, wake and move
	Answered    int64 // highest Wake that the workflow has asked about
	SignalledAt *time.Time
	CreatedAt   time.Time
	ClosedAt    *time.Time
}

// EntryRefusal keeps why an object did not enter (PRC-14).
type EntryRefusal struct {
	ProcessID   int64       `gorm:"primaryKey;autoIncrement:false"`
	SubjectKind SubjectKind `gorm:"primaryKey"`
	SubjectID   int64       `gorm:"primaryKey;autoIncrement:false"`
	Reason      string
	EventID     *int64
	At          time.Time
}

// States of an event.
const (
	EventPending = "pending"
	EventDone    = "done"
	EventParked  = "parked"
)

// Event is something that happened; its row never changes. Data and Chain hold
// ids, codes and sums only.
type Event struct {
	ID            int64
	Kind          EventKind
	SchemaVersion int
	Lane          Lane
	SubjectKind   SubjectKind
	SubjectID     int64
	CustomerID    *int64
	OrderID       *int64
	ActorKind     ActorKind
	ActorID       int64
	EnrollmentID  *int64
	Data          string
	Chain         string
	OccurredAt    time.Time
}

// OutboxEntry is an event that no relay has settled. A parked one failed five
// times and waits for a person.
type OutboxEntry struct {
	Lane       Lane
	EventID    int64
	OccurredAt time.Time
	Parked     bool
	Attempts   int
	NextTry    *time.Time
	Error      string // a code
}

// TableName names the table.
func (OutboxEntry) TableName() string { return "outbox" }
