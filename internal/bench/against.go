package bench

import (
	"context"

	"github.com/orderflow/orderflow/internal/bench/baseline"
)

// baseline starts the worker of the comparison.
func (s *stand) baseline(context.Context) (*baseline.Worker, error) {
	return baseline.Start(s.client, s.db)
}
