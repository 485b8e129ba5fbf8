package models

// Role is the default set of rights of a staff member (ROLE-1).
type Role string

// The three roles.
const (
	RoleOwner         Role = "owner"
	RoleAdministrator Role = "administrator"
	RoleManager       Role = "manager"
)

// Roles are all of them, the one with the most rights first.
var Roles = []Role{RoleOwner, RoleAdministrator, RoleManager}

// Right is one permission of the fixed list. Every endpoint declares its right.
type Right string

// The rights.
const (
	RightOrderRead        Right = "order.read"
	RightOrderWrite       Right = "order.write"
	RightOrderEditPaid    Right = "order.edit_paid"
	RightOrderCreateTerms Right = "order.create_terms"
	RightPaymentWrite     Right = "payment.write"
	RightMoneyDecide      Right = "money.decide"
	RightCustomerRead     Right = "customer.read"
	RightCustomerWrite    Right = "customer.write"
	RightDepositWrite     Right = "deposit.write"
	RightCatalogRead      Right = "catalog.read"
	RightCatalogWrite     Right = "catalog.write"
	RightSegmentRead      Right = "segment.read"
	RightSegmentWrite     Right = "segment.write"
	RightProcessRead      Right = "process.read"
	RightProcessWrite     Right = "process.write"
	RightEnrollmentWrite  Right = "enrollment.write"
	RightEventSend        Right = "event.send"
	RightBulkRead         Right = "bulk.read"
	RightBulkStatus       Right = "bulk.change_status"
	RightBulkCreate       Right = "bulk.create_orders"
	RightBulkApprove      Right = "bulk.approve"
	RightLetterRead       Right = "letter.read"
	RightTemplateWrite    Right = "template.write"
	RightSettingsRead     Right = "settings.read"
	RightSettingsWrite    Right = "settings.write"
	RightStaffRead        Right = "staff.read"
	RightStaffWrite       Right = "staff.write"
	RightStaffRestrict    Right = "staff.restrict"
	RightAuditRead        Right = "audit.read"
	RightReportRead       Right = "report.read"
)

// Rights is a set of rights in the order of AllRights.
type Rights []Right

// AllRights is the fixed list.
var AllRights = Rights{
	RightOrderRead, RightOrderWrite, RightOrderEditPaid, RightOrderCreateTerms, RightPaymentWrite, RightMoneyDecide,
	RightCustomerRead, RightCustomerWrite, RightDepositWrite, RightCatalogRead, RightCatalogWrite,
	RightSegmentRead, RightSegmentWrite, RightProcessRead, RightProcessWrite, RightEnrollmentWrite, RightEventSend,
	RightBulkRead, RightBulkStatus, RightBulkCreate, RightBulkApprove, RightLetterRead, RightTemplateWrite,
	RightSettingsRead, RightSettingsWrite, RightStaffRead, RightStaffWrite, RightStaffRestrict, RightAuditRead,
	RightReportRead,
}

// ownerOnly are the owner matters that an administrator does not have.
var ownerOnly = Rights{RightStaffWrite}

var managerRights = Rights{
	RightOrderRead, RightOrderWrite, RightPaymentWrite, RightCustomerRead, RightCustomerWrite, RightCatalogRead,
	RightSegmentRead, RightSegmentWrite, RightProcessRead, RightBulkRead, RightBulkStatus, RightLetterRead, RightSettingsRead,
	RightReportRead,
}

// Grantable are the rights that an owner or administrator may give to one manager, with a cap per run.
var Grantable = Rights{RightBulkCreate}

// Has reports whether the set holds the right.
func (r Rights) Has(right Right) bool { return contains(r, right) }

// Rights is the role's default set.
func (r Role) Rights() Rights {
	switch r {
	case RoleOwner:
		return AllRights
	case RoleAdministrator:
		return without(AllRights, ownerOnly)
	case RoleManager:
		return managerRights
	default:
		return nil
	}
}

// Valid reports whether the role is one of the three.
func (r Role) Valid() bool { return r == RoleOwner || r == RoleAdministrator || r == RoleManager }

// Can reports whether the actor has the right: the system and processes may do
// what their blocks say; a person needs the right in the role and in the token's scopes.
func (a Actor) Can(right Right) bool {
	if a.Kind != ActorPerson {
		return true
	}
	return a.Role.Rights().Has(right) && (a.Scopes == nil || a.Scopes.Has(right))
}

// Sees reports whether the actor may see and change the order (ROLE-2).
func (a Actor) Sees(o *Order) bool {
	return !a.OwnOnly || (o.ManagerID != nil && *o.ManagerID == a.ID)
}

// Demand answers CodeForbidden, naming the right, when the actor lacks it.
func (a Actor) Demand(right Right) error {
	if a.Can(right) {
		return nil
	}
	return NewError(CodeForbidden, "right", string(right))
}

func without(all, drop Rights) Rights {
	var kept Rights
	for _, right := range all {
		if !drop.Has(right) {
			kept = append(kept, right)
		}
	}
	return kept
}
