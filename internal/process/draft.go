package process

import (
	"regexp"
	"slices"

	"github.com/orderflow/orderflow/models"
)

// DecodeDraft reads a definition that its author has not finished: what is still
// to be filled in is listed, each with its path and block. All else is refused as
// by Decode. The canonical form of a draft leaves out what is missing.
func DecodeDraft(raw []byte) (def Definition, missing []models.FieldError, err error) {
	def, faults, err := decode(raw)
	if err != nil {
		return def, nil, err
	}
	refused := slices.DeleteFunc(slices.Clone(faults), fillable)
	if len(faults) == maxFaults {
		refused = faults // there may be worse beyond
	}
	if err := Refuse(refused); err != nil {
		return def, nil, err
	}
	return def, faults, nil
}

// CheckDraft says all that keeps a draft from being published: what is missing in
// it, and what Check finds. It fails as DecodeDraft does.
func CheckDraft(raw []byte, known Catalogue) (def Definition, faults, warnings []models.FieldError, err error) {
	def, missing, err := DecodeDraft(raw)
	if err != nil {
		return def, nil, nil, err
	}
	found, warnings := Check(def, known)
	told := map[string]bool{}
	for _, f := range missing {
		told[f.Path] = true
	}
	for _, f := range found {
		if !told[f.Path] {
			missing = append(missing, f)
		}
	}
	return def, missing, warnings, nil
}

// settings is where an author fills in values; what a block, an exit or a
// trigger is, and how long a length of time, has to be said at once.
var (
	settings = regexp.MustCompile(`^(blocks\[\d+\]\.params|triggers\[\d+\]|exit_rules\[\d+\])\.`)
	identity = regexp.MustCompile(`\.(id|kind|operation|exit|amount|unit)$`)
)

// fillable reports a fault that is only a value which is not there yet.
func fillable(f models.FieldError) bool {
	return f.Code == models.CodeRequired && settings.MatchString(f.Path) && !identity.MatchString(f.Path)
}
