package process

import (
	"encoding/json"
	"fmt"
)

// MaxSkeleton is the greatest size of a skeleton's JSON, in bytes. The numbers of
// blocks and connections that Definition allows keep every skeleton below it.
const MaxSkeleton = 64 << 10

// Class says in which kind of activity a block runs.
type Class int8

// The classes: what stays in our database, and what may take longer than a second.
const (
	ClassLocal Class = iota
	ClassRegular
)

// Skeleton is what a cohort knows of its revision: no titles, texts or rules.
// A block's number is its place in the definition.
type Skeleton []SkeletonBlock

// SkeletonBlock is one block. Next holds the block number behind each exit, in
// the order of Params.Exits.
type SkeletonBlock struct {
	Kind  BlockKind
	Class Class
	Next  []int
}

// class is how a block runs; a number that the skeleton lacks is left to the
// database, which answers with where the member really is.
func (s Skeleton) class(block int) Class {
	if block < 0 || block >= len(s) {
		return ClassLocal
	}
	return s[block].Class
}

// MarshalJSON writes [kind, class, next…].
func (b SkeletonBlock) MarshalJSON() ([]byte, error) {
	parts := []any{b.Kind, b.Class}
	for _, n := range b.Next {
		parts = append(parts, n)
	}
	return json.Marshal(parts)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (b *SkeletonBlock) UnmarshalJSON(raw []byte) error {
	var parts []json.RawMessage
	if err := json.Unmarshal(raw, &parts); err != nil {
		return fmt.Errorf("read skeleton: %w", err)
	}
	if len(parts) < 2 {
		return fmt.Errorf("read skeleton: a block of %d parts", len(parts))
	}
	if err := json.Unmarshal(parts[0], &b.Kind); err != nil {
		return fmt.Errorf("read skeleton: %w", err)
	}
	if err := json.Unmarshal(parts[1], &b.Class); err != nil {
		return fmt.Errorf("read skeleton: %w", err)
	}
	b.Next = make([]int, len(parts)-2)
	for i, part := range parts[2:] {
		if err := json.Unmarshal(part, &b.Next[i]); err != nil {
			return fmt.Errorf("read skeleton: %w", err)
		}
	}
	return nil
}
