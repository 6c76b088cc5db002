//! Hooks: functions that see a gradient when it is complete, and may replace it.

use crate::autograd::GradFn;
use crate::error::{Error, Result};
use crate::tensor::{Inner, Tensor, next_id};
use std::cell::RefCell;
use std::rc::{Rc, Weak};

/// What a hook makes of a gradient; `None` leaves it as it is.
pub type Hook = Rc<dyn Fn(&Tensor) -> Result<Option<Tensor>>>;
/// What a hook does with a leaf whose gradient has just been added to.
pub type AfterHook = Rc<dyn Fn(&Tensor) -> Result<()>>;

/// Hooks in the order of their registration.
#[derive(Default)]
pub(crate) struct Hooks(RefCell<Vec<(u64, Hook)>>);

impl Hooks {
    /// The gradient after all hooks.
    pub fn run(&self, mut gradient: Tensor) -> Result<Tensor> {
        if self.0.borrow().is_empty() {
            return Ok(gradient);
        }
        // A hook may register or remove hooks.
        let hooks: Vec<Hook> = self.0.borrow().iter().map(|(_, hook)| hook.clone()).collect();
        for hook in hooks {
            if let Some(new) = hook(&gradient)? {
                if new.shape() != gradient.shape() {
                    let text =
                        format!("hook has changed the size of value: {:?}, not {:?}", new.shape(), gradient.shape());
                    return Err(Error::Autograd(text));
                }
                gradient = new;
            }
        }
        Ok(gradient)
    }

    fn add(&self, hook: Hook) -> u64 {
        let id = next_id();
        self.0.borrow_mut().push((id, hook));
        id
    }

    fn remove(&self, id: u64) {
        self.0.borrow_mut().retain(|(other, _)| *other != id);
    }
}

/// Hooks of a leaf: on its gradient, and after that was added to `.grad`.
#[derive(Default)]
pub(crate) struct LeafHooks {
    pub on: Hooks,
    after: RefCell<Vec<(u64, AfterHook)>>,
}

impl LeafHooks {
    /// Tells the hooks that wait for `.grad`.
    pub fn tell(&self, leaf: &Tensor) -> Result<()> {
        let hooks: Vec<AfterHook> = self.after.borrow().iter().map(|(_, hook)| hook.clone()).collect();
        hooks.iter().try_for_each(|hook| hook(leaf))
    }
}

/// Takes a hook away again.
pub struct HookHandle {
    id: u64,
    leaf: Weak<Inner>,
    node: Weak<GradFn>,
}

impl HookHandle {
    /// Removes the hook; nothing happens the second time.
    pub fn remove(&self) {
        if let Some(leaf) = self.leaf.upgrade() {
            leaf.hooks.on.remove(self.id);
            leaf.hooks.after.borrow_mut().retain(|(other, _)| *other != self.id);
        }
        if let Some(node) = self.node.upgrade() {
            node.hooks.remove(self.id);
        }
    }
}

impl Tensor {
    /// Calls `hook` with the gradient of this tensor whenever it is complete.
    pub fn register_hook(&self, hook: Hook) -> Result<HookHandle> {
        if !self.requires_grad() {
            return Err(Error::Autograd(
                "cannot register a hook on a tensor that doesn't require gradient".to_string(),
            ));
        }
        Ok(match self.grad_fn() {
            Some(f) => HookHandle { id: f.hooks.add(hook), leaf: Weak::new(), node: Rc::downgrade(&f) },
            None => HookHandle { id: self.0.hooks.on.add(hook), leaf: Rc::downgrade(&self.0), node: Weak::new() },
        })
    }

    /// Calls `hook` with this leaf whenever a pass has added to its `.grad`.
    pub fn register_post_accumulate_grad_hook(&self, hook: AfterHook) -> Result<HookHandle> {
        if !self.requires_grad() {
            return Err(Error::Autograd(
                "cannot register a hook on a tensor that doesn't require gradient".to_string(),
            ));
        }
        if !self.is_leaf() {
            return Err(Error::Autograd(
                "post accumulate grad hooks cannot be registered on non-leaf tensors".to_string(),
            ));
        }
        let id = next_id();
        self.0.hooks.after.borrow_mut().push((id, hook));
        Ok(HookHandle { id, leaf: Rc::downgrade(&self.0), node: Weak::new() })
    }
}
