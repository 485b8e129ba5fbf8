package models

import "time"

// ActorKind says what kind of author a change has (ORD-7).
type ActorKind string

// Kinds of author.
const (
	ActorPerson   ActorKind = "person"
	ActorProcess  ActorKind = "process"
	ActorGateway  ActorKind = "gateway"
	ActorImport   ActorKind = "import"
	ActorCustomer ActorKind = "customer"
	ActorSystem   ActorKind = "system"
)

// Actor is who does something: history, events and permissions take it from
// here. ID is the staff member, process, customer or bulk operation by Kind.
type Actor struct {
	Kind         ActorKind
	ID           int64
	EnrollmentID *int64 // set for a process: the enrollment that acts
	BulkID       *int64 // set when a bulk operation acts for the person
	ApprovedBy   int64  // who approved that operation, 0 when nobody had to (ROLE-1)
	Role         Role   // set for a person
	OwnOnly      bool   // a manager who sees and changes only orders whose manager they are (ROLE-2)
	Scopes       Rights // rights of the token in use; nil means those of the role
	Credential   Credential
	Chain        Chain // what led here (PRC-17)
	Lane         Lane  // where the actor's events travel; empty means interactive
}

// CredentialKind says how a person proved who they are.
type CredentialKind string

// Kinds of credential.
const (
	CredentialSession CredentialKind = "session"
	CredentialToken   CredentialKind = "token"
	CredentialNone    CredentialKind = "none" // nobody did, as in an attempt to log in
)

// Credential is what a request was made with: the session or the API token of the id.
type Credential struct {
	Kind      CredentialKind
	ID        int64
	ExpiresAt *time.Time // of a token that ends by itself
}

// DemandSession answers CodeSessionRequired to anybody but a person who is logged
// in: what one does with one's own account is not for programs.
func (a Actor) DemandSession() error {
	if a.Kind == ActorPerson && a.Credential.Kind == CredentialSession {
		return nil
	}
	return NewError(CodeSessionRequired)
}

// System is the actor of the service's own care.
func System() Actor { return Actor{Kind: ActorSystem} }

// Mover tells which column of the transition table the actor is held to.
func (a Actor) Mover() Mover {
	switch a.Kind {
	case ActorPerson:
		return ByPerson
	case ActorProcess, ActorSystem: // an order cancelled at its deadline keeps the guards of a process (PAY-7)
		return ByProcess
	default:
		return ByMoney
	}
}

// Automation reports whether what the actor cancels counts as cancelled by automation (ST-8).
func (a Actor) Automation() bool { return a.Kind == ActorProcess || a.Kind == ActorSystem }

// EventLane is the lane of the actor's events.
func (a Actor) EventLane() Lane {
	if a.Lane == "" {
		return LaneInteractive
	}
	return a.Lane
}

// MaxChain is how many links a chain of causes may have before its event is parked (PRC-17).
const MaxChain = 10

// Link is one link of a chain of causes: an enrollment of a process.
type Link struct {
	Process    int64 `json:"p"`
	Enrollment int64 `json:"e"`
}

// Chain is the causes of an event, the oldest first.
type Chain []Link

// Holds reports whether the process is already in the chain.
func (c Chain) Holds(process int64) bool {
	for _, link := range c {
		if link.Process == process {
			return true
		}
	}
	return false
}

// With returns the chain with one more link; the receiver stays as it is.
func (c Chain) With(link Link) Chain {
	longer := make(Chain, len(c), len(c)+1)
	copy(longer, c)
	return append(longer, link)
}
