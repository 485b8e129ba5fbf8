// Package web is the web interface: a single-page application, built by Vite
// into dist and embedded in the binary. It imports nothing of ours and speaks
// to the REST API like any other client. See README.md of this folder.
package web
