package process

import (
	"cmp"
	"encoding/json"
	"fmt"
)

// State is what the database says about a token, as far as its cohort cares.
type State int8

// The states of a token. Only waiting ones keep a cohort open.
const (
	StateWaiting State = iota
	StateFailed        // parked until a person retries or skips it (PRC-8)
	StateEnded
	StateMoved // another cohort drives it now
)

// Position is where the database has one token at some moment. Visit grows
// with every block passed, Wake with every change from outside, so that of two
// positions of a token the one with the greater (Visit, Wake) is the later.
type Position struct {
	Enrollment int64
	Token      int32
	Block      int // its number in the skeleton
	Visit      int32
	Due        int64 // microseconds since 1970, UTC
	Woken      bool  // to be looked at before it is due
	State      State
	Wake       int64 // the cohort's counter at the last change from outside
}

// Ref names a token.
type Ref struct {
	Enrollment int64
	Token      int32
}

// Ref is the token that the position is of.
func (p Position) Ref() Ref { return Ref{p.Enrollment, p.Token} }

func (r Ref) compare(other Ref) int {
	return cmp.Or(cmp.Compare(r.Enrollment, other.Enrollment), cmp.Compare(r.Token, other.Token))
}

// age orders two positions of one token: negative when p is the earlier.
func (p Position) age(other Position) int {
	return cmp.Or(cmp.Compare(p.Visit, other.Visit), cmp.Compare(p.Wake, other.Wake))
}

// positionSize is the number of integers in the JSON of a position, the first
// four of which are always there.
const positionSize, positionLeast = 7, 4

// MarshalJSON writes [enrollment, block, visit, due, wake, state, token] without
// trailing zeros, because Temporal keeps every payload: 500 positions take
// less than 20 KiB. The fifth number is twice the state, plus one when woken.
func (p Position) MarshalJSON() ([]byte, error) {
	state := int64(p.State) * 2
	if p.Woken {
		state++
	}
	parts := [positionSize]int64{p.Enrollment, int64(p.Block), int64(p.Visit), p.Due, p.Wake, state, int64(p.Token)}
	n := positionSize
	for n > positionLeast && parts[n-1] == 0 {
		n--
	}
	return json.Marshal(parts[:n])
}

// UnmarshalJSON reads what MarshalJSON writes.
func (p *Position) UnmarshalJSON(raw []byte) error {
	var read []int64
	if err := json.Unmarshal(raw, &read); err != nil {
		return fmt.Errorf("read position: %w", err)
	}
	if len(read) < positionLeast || len(read) > positionSize {
		return fmt.Errorf("read position: %d numbers", len(read))
	}
	var parts [positionSize]int64
	copy(parts[:], read)
	state := parts[5] / 2
	if parts[5] < 0 || state > int64(StateMoved) {
		return fmt.Errorf("read position: state %d", parts[5])
	}
	visit, token := int32(parts[2]), int32(parts[6]) //nolint:gosec // compared in the next line
	if int64(visit) != parts[2] || int64(token) != parts[6] {
		return fmt.Errorf("read position: visit %d, token %d", parts[2], parts[6])
	}
	*p = Position{
		Enrollment: parts[0], Block: int(parts[1]), Visit: visit, Due: parts[3], Wake: parts[4],
		State: State(state), //nolint:gosec // between 0 and StateMoved
		Woken: parts[5]%2 == 1, Token: token,
	}
	return nil
}
