// Package service reaches Temporal by way of another package: what services and api must never do.
package service

import _ "github.com/orderflow/orderflow/workflows"
