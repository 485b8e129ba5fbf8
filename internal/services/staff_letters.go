package services

import (
	"fmt"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// linkCause is the cause of a letter that carries a link to set a password.
const linkCause = "staff_link:%d"

// linkBehind is the link that the letter carries.
func linkBehind(l *models.Letter) (id int64) {
	_, _ = fmt.Sscanf(l.Cause, linkCause, &id)
	return id
}

// withdrawSpent withdraws letters whose link was used, replaced or has ended.
func withdrawSpent(w *work, letters []*models.Letter, withdrawn map[int64]withdrawal) error {
	var ids []int64
	for _, l := range letters {
		if l.CauseKind == models.CauseStaff {
			ids = append(ids, linkBehind(l))
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var good []int64
	err := w.Raw("SELECT l.id FROM staff_links l JOIN staff s ON s.id = l.staff_id WHERE l.id IN ? AND l.expires_at > ? AND s.active", ids, realNow()).Scan(&good).Error
	known := set(good)
	for _, l := range letters {
		if l.CauseKind == models.CauseStaff && !known[linkBehind(l)] {
			withdrawn[l.ID] = withdrawal{unsent(l), reasonGuard}
		}
	}
	return wrapped("read links", err)
}

// staffDeliveries are the letters to those who work here. What opens a link is
// made now and goes with the letter; only its hash stays.
func (s *Service) staffDeliveries(w *work, letters []*models.Letter) ([]models.LetterDelivery, error) {
	row, err := s.Installation(w.Context())
	if err != nil {
		return nil, err
	}
	var list []models.LetterDelivery
	for _, l := range letters {
		d, err := s.staffDelivery(w, l, *row)
		if err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	return list, nil
}

func (s *Service) staffDelivery(w *work, l *models.Letter, of models.Installation) (models.LetterDelivery, error) {
	var person models.Staff
	if err := oneRow(w.Tx, &person, "staff", *l.StaffID); err != nil {
		return models.LetterDelivery{}, err
	}
	var link models.StaffLink
	if err := oneRow(w.Tx, &link, "staff_links", linkBehind(l)); err != nil {
		return models.LetterDelivery{}, err
	}
	zone, err := s.Zone(w.Context())
	if err != nil {
		return models.LetterDelivery{}, err
	}
	secret := newSessionSecret()
	if err := w.Exec("INSERT INTO staff_link_keys (hash, link_id) VALUES (?, ?)", hashOf(secret), link.ID).Error; err != nil {
		return models.LetterDelivery{}, fmt.Errorf("write link: %w", err)
	}
	content := models.LetterContent{
		Language: of.Language, Zone: zone, AccountName: of.AccountName, PublicURL: s.opts.PublicURL, Staff: &person,
		StaffLink: s.opts.PublicURL + linkPaths[link.Purpose] + secret, StaffUntil: link.ExpiresAt,
	}
	if person.Language != "" {
		content.Language = person.Language
	}
	return models.LetterDelivery{
		LetterID: l.ID, MessageID: s.messageID(l), Recipient: person.Email, Template: s.staffTemplate(l.TemplateCode, content.Language), Content: content,
	}, nil
}

// linkPaths begin the pages of the interface that a link opens.
var linkPaths = map[string]string{models.LinkInvitation: "/invite/", models.LinkReset: "/reset/"}

// staffTemplate is the zero value where there is none: rendering refuses it.
func (s *Service) staffTemplate(code, language string) models.LetterTemplate {
	for _, t := range s.opts.StaffLetters {
		if t.Code == code && t.Language == language {
			return t
		}
	}
	return models.LetterTemplate{}
}

// invitations are the links by which people who have no password yet may join.
func invitations(tx *store.Tx, staff []int64) (map[int64]Invitation, error) {
	var rows []Invitation
	err := tx.Raw(`SELECT k.staff_id, k.created_at, k.expires_at, COALESCE(l.state, '') AS letter FROM staff_links k
		LEFT JOIN letters l ON l.cause = 'staff_link:' || k.id
		WHERE k.staff_id IN ? AND k.purpose = ? AND k.expires_at > ?`, staff, models.LinkInvitation, realNow()).Scan(&rows).Error
	found := make(map[int64]Invitation, len(rows))
	for _, row := range rows {
		found[row.StaffID] = row
	}
	return found, wrapped("read invitations", err)
}
