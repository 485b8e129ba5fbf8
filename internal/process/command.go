package process

// MaxBatch is the greatest number of members in one execution.
const MaxBatch = 500

// Command is what the cohort's workflow is to do: Execute, WakeAt or Finish.
type Command interface{ command() }

// Execute asks for a block to be executed for members that stand there. Several
// may run at once; each is answered by Outcome or Failed with its Batch.
type Execute struct {
	Batch   int
	Block   int
	Class   Class
	Members []Position // ascending by enrollment and token
}

// WakeAt asks for a call of Due at a moment, in microseconds since 1970. It
// replaces the one before.
type WakeAt struct{ At int64 }

// Finish says that nobody is left who waits: the cohort may be closed. When it
// cannot be, because somebody has joined, Changed goes on.
type Finish struct{}

func (Execute) command() {}
func (WakeAt) command()  {}
func (Finish) command()  {}
