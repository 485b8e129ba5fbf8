package process

import (
	"encoding/json"

	"github.com/orderflow/orderflow/models"
)

// SchemaVersion is the version of the format that Definition.Schema names.
const SchemaVersion = 1

// Definition is a process as its author writes it: data, not code (PRC-1). It
// comes from Decode, which fills defaults in and refuses unknown keys; Check
// says whether it may be published. The tag "is" holds what Decode demands of a value.
type Definition struct {
	Schema      int64              `json:"schema" is:"required,min=1,max=1"`
	Title       string             `json:"title" is:"required,max=200"`
	Subject     models.SubjectKind `json:"subject" is:"required"`
	Blocks      []Block            `json:"blocks" is:"required,max=1000"`
	Connections []Connection       `json:"connections" is:"required,max=4000"`
	Triggers    []Trigger          `json:"triggers" is:"required,max=50"`
	ExitRules   []ExitRule         `json:"exit_rules,omitempty" is:"max=50"`
	Policies    Policies           `json:"policies" is:"default={}"`
}

// Rule is a rule of internal/segment, unparsed; Compile parses it.
type Rule = json.RawMessage

// Block is a node. Its ID is the author's and stays the same across revisions,
// because enrollments move between revisions by it.
type Block struct {
	ID     string    `json:"id" is:"required,pattern=id"`
	Kind   BlockKind `json:"kind" is:"required"`
	Title  string    `json:"title,omitempty" is:"max=200"`
	Params Params    `json:"params" is:"by=kind,default={}"`
}

// Connection leads from an exit of one block to another block.
type Connection struct {
	From string `json:"from" is:"required,pattern=id"`
	Exit string `json:"exit" is:"required,pattern=id"`
	To   string `json:"to" is:"required,pattern=id"`
}

// ExitRule ends an enrollment as soon as its rule holds, before any further
// effect (PRC-6). Outcome is what the enrollment then ended with.
type ExitRule struct {
	ID      string `json:"id" is:"required,pattern=id"`
	Rule    Rule   `json:"rule" is:"required"`
	Outcome string `json:"outcome,omitempty" is:"max=100"`
}

// Reentry says whether an object that has been in the process may enter again (PRC-3).
type Reentry string

// The re-entry policies.
const (
	ReentryOnce     Reentry = "once"      // never again
	ReentryAfterEnd Reentry = "after_end" // again once the last enrollment has ended
	ReentryAlways   Reentry = "always"    // for each event anew
)

// Values of Policies.TimeZone besides the names of IANA.
const (
	ZoneAccount  = "account"
	ZoneCustomer = "customer"
)

// Policies are the settings of a process.
type Policies struct {
	Reentry  Reentry          `json:"reentry" is:"default=\"once\""`
	Cooldown *models.Duration `json:"cooldown,omitempty"` // at least this long between two entries of one object
	Chain    ChainPolicy      `json:"chain" is:"default={}"`
	Retry    Retry            `json:"retry" is:"default={}"`
	TimeZone string           `json:"time_zone" is:"default=\"account\",max=64,of=time_zone"` // in which days are counted
}

// ChainPolicy says whether what the process itself caused may enter it again (PRC-17).
type ChainPolicy struct {
	AllowSelf bool `json:"allow_self,omitempty"`
}

// Retry says how often a failing block is tried, and within what time (PRC-8).
type Retry struct {
	Tries int64           `json:"tries" is:"default=5,min=1,max=20"`
	Over  models.Duration `json:"over" is:"default={\"amount\":10,\"unit\":\"minutes\"}"`
}
