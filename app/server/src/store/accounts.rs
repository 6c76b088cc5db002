//! Accounts.

use sqlx::{FromRow, query, query_as};
use uuid::Uuid;

use super::{Store, StoreError};
use crate::hash::digest;

/// An account, without its password.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Account {
    /// Made by us; never reused.
    pub id: String,
    /// Normalised e-mail or user name.
    pub login: String,
    /// What the pages call the student.
    pub name: String,
    /// Milliseconds since 1970.
    pub created: i64,
}

impl Account {
    /// What a browser files this account's records under: the same always, and telling nothing of it.
    pub fn owner(&self) -> String {
        digest(&["owner", &self.id])
    }
}

impl Store {
    /// Opens an account. `password` is a PHC string.
    ///
    /// # Errors
    /// [`StoreError::Taken`] if the login is in use.
    pub async fn create_account(
        &self,
        login: &str,
        name: &str,
        password: &str,
        now: i64,
    ) -> Result<Account, StoreError> {
        let account =
            Account { id: Uuid::new_v4().to_string(), login: login.to_owned(), name: name.to_owned(), created: now };
        query("INSERT INTO accounts (id, login, name, password, created) VALUES ($1, $2, $3, $4, $5)")
            .bind(&account.id)
            .bind(login)
            .bind(name)
            .bind(password)
            .bind(now)
            .execute(&self.pool)
            .await?;
        Ok(account)
    }

    /// The account with this normalised login, and its password's PHC string.
    pub async fn account_by_login(&self, login: &str) -> Result<Option<(Account, String)>, StoreError> {
        let row: Option<(String, String, String, i64, String)> =
            query_as("SELECT id, login, name, created, password FROM accounts WHERE login = $1")
                .bind(login)
                .fetch_optional(&self.pool)
                .await?;
        Ok(row.map(|(id, login, name, created, password)| (Account { id, login, name, created }, password)))
    }

    /// Changes the name that is shown.
    pub async fn rename_account(&self, id: &str, name: &str) -> Result<(), StoreError> {
        query("UPDATE accounts SET name = $2 WHERE id = $1").bind(id).bind(name).execute(&self.pool).await?;
        Ok(())
    }

    /// Changes the password's PHC string.
    pub async fn set_password(&self, id: &str, password: &str) -> Result<(), StoreError> {
        query("UPDATE accounts SET password = $2 WHERE id = $1").bind(id).bind(password).execute(&self.pool).await?;
        Ok(())
    }

    /// Removes an account with its sessions and events. Its certificates stay, without holder and name, and are shown to nobody:
    /// copies of them are out there, and must be found when they are taken back.
    pub async fn delete_account(&self, id: &str) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        query("UPDATE certificates SET account_id = NULL, name = '', public = 0 WHERE account_id = $1")
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        query("DELETE FROM accounts WHERE id = $1").bind(id).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(())
    }
}
