// Package models holds the nouns of the shop and the rules that belong to one
// of them alone: the order state table, money, rights, event kinds, error codes.
//
// It does no I/O and imports nothing of ours. Struct tags name database
// columns; which transaction writes them is the business of services.
package models
