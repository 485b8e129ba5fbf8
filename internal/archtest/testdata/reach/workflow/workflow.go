// Package workflow reaches the database by way of another package: what workflows must never do.
package workflow

import _ "github.com/orderflow/orderflow/internal/services"
