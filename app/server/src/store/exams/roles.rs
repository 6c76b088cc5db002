//! Who may do what besides learning.

use std::collections::BTreeSet;

use sqlx::{query, query_as, query_scalar};

use crate::store::{Store, StoreError};

/// What an account may do besides what every student may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Reads, grades, releases, revokes.
    Instructor,
    /// Gives time and pauses.
    Proctor,
    /// Gives roles, and does all of the above.
    Administrator,
}

impl Role {
    /// All.
    pub const ALL: [Role; 3] = [Role::Instructor, Role::Proctor, Role::Administrator];

    /// As the database and the command line have it.
    pub fn code(self) -> &'static str {
        match self {
            Role::Instructor => "instructor",
            Role::Proctor => "proctor",
            Role::Administrator => "administrator",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|r| r.code() == code)
    }
}

impl Store {
    /// An account's roles.
    pub async fn roles(&self, account: &str) -> Result<BTreeSet<Role>, StoreError> {
        let codes: Vec<String> =
            query_scalar("SELECT role FROM roles WHERE account_id = $1").bind(account).fetch_all(&self.pool).await?;
        Ok(codes.iter().filter_map(|code| Role::parse(code)).collect())
    }

    /// Gives a role.
    pub async fn grant_role(&self, account: &str, role: Role) -> Result<(), StoreError> {
        query("INSERT INTO roles (account_id, role) VALUES ($1, $2) ON CONFLICT (account_id, role) DO NOTHING")
            .bind(account)
            .bind(role.code())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Takes a role away.
    pub async fn revoke_role(&self, account: &str, role: Role) -> Result<(), StoreError> {
        query("DELETE FROM roles WHERE account_id = $1 AND role = $2")
            .bind(account)
            .bind(role.code())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Makes an account administrator if it is the only one: whoever sets a server up signs up first.
    pub async fn crown_first(&self, account: &str) -> Result<(), StoreError> {
        query(
            "INSERT INTO roles (account_id, role) SELECT $1, 'administrator' WHERE (SELECT COUNT(*) FROM accounts) = 1",
        )
        .bind(account)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Everybody who has a role: login and role.
    pub async fn staff(&self) -> Result<Vec<(String, String)>, StoreError> {
        let sql = "SELECT a.login, r.role FROM roles r JOIN accounts a ON a.id = r.account_id ORDER BY a.login, r.role";
        Ok(query_as(sql).fetch_all(&self.pool).await?)
    }
}
