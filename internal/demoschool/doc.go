// Package demoschool fills an empty installation with a school of invented people:
// six weeks of orders in every state, a sales page, a running process, so that
// somebody can look around before a school of their own has anything to show.
//
// It imports services and models and writes by use cases alone: what it makes could
// have happened. It is told when "now" is and never fills a database in which
// somebody works.
package demoschool
