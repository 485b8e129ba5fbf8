package models

import (
	"strings"
	"time"
)

// SalesPage is a public page on which visitors order (ORD-2).
type SalesPage struct {
	ID            int64
	Slug          string // the last element of its address
	Title         string
	Text          string
	Language      string // "ru" or "en": of the page and of the customers that it brings
	Several       bool   // a visitor may choose several of its offers, not just one
	PhoneRequired bool
	Active        bool // visitors may order; others see nothing of it
	Version       int64
	CreatedAt     time.Time
	UpdatedAt     time.Time
}

// SalesPageOffer is one offer of a page, in the order in which it shows them.
type SalesPageOffer struct {
	PageID  int64 `gorm:"primaryKey;autoIncrement:false"`
	OfferID int64 `gorm:"primaryKey;autoIncrement:false"`
	Ordinal int64
}

// Kinds of consent (PRIV-4).
const (
	ConsentData        = "data"        // to the processing of personal data; nobody orders without
	ConsentAdvertising = "advertising" // free to give, and to take back
)

// ConsentText is one wording of a consent that a page asks for. It never changes:
// another wording is another row with the next number. An empty Text asks for nothing.
type ConsentText struct {
	ID        int64
	PageID    int64
	Kind      string
	Number    int64
	Text      string
	CreatedAt time.Time
}

// Consent is that a customer agreed to a wording, in which form, and when they took it back.
type Consent struct {
	ID         int64
	CustomerID int64
	TextID     int64
	FormID     int64
	GivenAt    time.Time
	RevokedAt  *time.Time
}

// SalesForm is a form of a sales page that became an order, or led to one that was
// there. Name and Phone are what was typed: a customer whom we know keeps theirs.
type SalesForm struct {
	ID         int64
	Key        string // hash of the form's own key and what makes it another one
	PageID     int64
	CustomerID int64
	OrderID    int64
	Name       string
	Phone      string
	At         time.Time
}

// UsualConsent is the consent to the processing of personal data that a page asks
// for when staff have written none.
func UsualConsent(language, seller string) string {
	if language == "ru" {
		seller = strings.NewReplacer("«", "„", "»", "“").Replace(seller) // it stands in quotes itself
		return "Я согласен на обработку моих персональных данных: «" + seller + "» использует имя, почту и телефон, чтобы принять и выполнить мой заказ."
	}
	return "I agree that " + seller + " processes my personal data: name, e-mail and phone are used to take and fulfil my order."
}
