// Package mail turns a template and data into a letter and hands letters to a
// mail server.
//
// It owns the variables that a template may use, the built-in templates, the
// MIME form and the SMTP exchange. It imports models only: which letter is due,
// whether its guard still holds and what its row says is decided elsewhere.
// Nothing here logs, and no result carries an address: the answers of mail
// servers quote the recipient, so that only their numbers are kept (PRIV-1).
package mail
