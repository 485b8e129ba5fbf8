package services_test

import (
	"testing"

	"github.com/orderflow/orderflow/internal/pgtest"
)

// TestMain leaves the shared PostgreSQL when the tests are through.
func TestMain(m *testing.M) { pgtest.Main(m) }
