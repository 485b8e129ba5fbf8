package services

import (
	"sync/atomic"
	"time"
)

// On SQLite a bulk transaction must leave the only writer within 25 ms; the
// size of a chunk follows what the last ones took.
const (
	bulkTransaction = 25 * time.Millisecond
	firstChunk      = 50
)

// pace holds the size of a chunk on SQLite, 0 for no limit of its own.
type pace struct{ size atomic.Int64 }

func (p *pace) limit(asked int) int {
	if size := int(p.size.Load()); size > 0 {
		return min(asked, size)
	}
	return asked
}

// took learns from a chunk: near the bound halves the size, under half of it raises the size by a quarter.
func (p *pace) took(d time.Duration, n int, single bool) {
	if !single || n == 0 {
		return
	}
	size := max(p.size.Load(), 1)
	switch {
	case d > bulkTransaction*4/5:
		size = max(size/2, 1)
	case d < bulkTransaction/2 && int64(n) >= size:
		size = min(size+size/4+1, bulkChunk)
	}
	p.size.Store(size)
}
