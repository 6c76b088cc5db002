//! The backward pass: operations in the reverse order of their making, each with its complete gradient.

use crate::autograd::{Edge, GradFn, GradMode, Grads, grad_enabled};
use crate::error::{Error, Result};
use crate::tensor::Tensor;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::{Rc, Weak};

thread_local! {
    /// Whether gradients are searched for NaN.
    static ANOMALY: Cell<bool> = const { Cell::new(false) };
}

const SECOND_TIME: &str = "Trying to backward through the graph a second time (or directly access saved tensors after \
    they have already been freed). Saved intermediate values of the graph are freed when you call .backward() or \
    autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time.";

/// What a pass has to hand.
struct Pass<'a> {
    ready: BTreeMap<u64, (Rc<GradFn>, Tensor)>,
    /// Leaves with the sums of their gradients, in the order in which these became complete.
    leaves: Vec<(Tensor, Tensor)>,
    /// Tensors whose gradients are asked for; without any, all leaves are.
    wanted: Option<&'a [Tensor]>,
    /// Operations that lead to the wanted tensors.
    needed: BTreeSet<u64>,
}

/// The pass: operations in the reverse order of their making, each with its complete gradient.
pub(crate) fn pass(
    seeds: &[(Tensor, Tensor)],
    wanted: Option<&[Tensor]>,
    retain: bool,
    create_graph: bool,
) -> Result<Vec<Option<Tensor>>> {
    let _mode = GradMode::set(create_graph);
    let mut found: Vec<Option<Tensor>> = vec![None; wanted.map_or(0, <[Tensor]>::len)];
    let keys: Vec<Option<u64>> = wanted.unwrap_or_default().iter().map(|t| t.grad_fn().map(|f| f.seq)).collect();
    let needed = wanted.map_or_else(BTreeSet::new, |wanted| leading_to(seeds, wanted, &keys));
    let mut pass = Pass { ready: BTreeMap::new(), leaves: Vec::new(), wanted, needed };
    for (output, gradient) in seeds {
        pass.deliver(&output.edge(), gradient.clone())?;
    }
    while let Some((seq, (f, gradient))) = pass.ready.pop_last() {
        for (slot, key) in found.iter_mut().zip(&keys) {
            if *key == Some(seq) {
                *slot = Some(gradient.clone());
            }
        }
        let gradient = f.hooks.run(gradient)?;
        if wanted.is_none()
            && let Some(t) = f.retain.borrow().as_ref().and_then(Weak::upgrade)
        {
            accumulate(&Tensor(t), gradient.clone())?;
        }
        if wanted.is_some() && !f.edges.iter().any(|edge| pass.leads(edge)) {
            continue;
        }
        // The rule leaves the graph as it runs, unless the graph is kept for another pass.
        let Some(rule) = f.rule.take() else {
            return Err(Error::Autograd(SECOND_TIME.to_string()));
        };
        let grads = rule(&gradient, &f);
        if ANOMALY.get() {
            find_nan(&f, grads.as_ref().ok())?;
        }
        if retain || !f.keeps {
            *f.rule.borrow_mut() = Some(rule);
        }
        for (edge, g) in f.edges.iter().zip(grads?) {
            if let Some(g) = g {
                pass.deliver(edge, g)?;
            }
        }
    }
    for (leaf, gradient) in pass.leaves {
        let gradient = leaf.0.hooks.on.run(gradient)?;
        match wanted {
            None => {
                accumulate(&leaf, gradient)?;
                leaf.0.hooks.tell(&leaf)?;
            }
            Some(inputs) => {
                for (slot, _) in found.iter_mut().zip(inputs).filter(|(_, i)| Rc::ptr_eq(&i.0, &leaf.0)) {
                    *slot = Some(gradient.clone());
                }
            }
        }
    }
    Ok(found)
}

/// Whether every gradient is looked at, and the first NaN is an error that names the operation; returns what it was.
pub fn set_detect_anomaly(on: bool) -> bool {
    ANOMALY.replace(on)
}

fn find_nan(f: &GradFn, grads: Option<&Grads>) -> Result<()> {
    for (i, g) in grads.into_iter().flatten().enumerate() {
        if let Some(g) = g
            && g.to_f32()?.iter().any(|x| x.is_nan())
        {
            let text = format!("Function '{}' returned nan values in its {i}th output.", f.full_name());
            return Err(Error::Autograd(text));
        }
    }
    Ok(())
}

/// Operations from which a wanted tensor can be reached, or which made one.
fn leading_to(seeds: &[(Tensor, Tensor)], wanted: &[Tensor], keys: &[Option<u64>]) -> BTreeSet<u64> {
    let mut all: BTreeMap<u64, Rc<GradFn>> = BTreeMap::new();
    let mut pending: Vec<Edge> = seeds.iter().map(|(output, _)| output.edge()).collect();
    while let Some(edge) = pending.pop() {
        if let Edge::Node(f) = edge
            && !all.contains_key(&f.seq)
        {
            pending.extend(f.edges.iter().cloned());
            all.insert(f.seq, f);
        }
    }
    let mut needed = BTreeSet::new();
    // Edges lead to operations made before.
    for (seq, f) in &all {
        let leads = |edge: &Edge| match edge {
            Edge::None => false,
            Edge::Node(f) => needed.contains(&f.seq),
            Edge::Leaf(t) => wanted.iter().any(|w| Rc::ptr_eq(&w.0, &t.0)),
        };
        if keys.contains(&Some(*seq)) || f.edges.iter().any(leads) {
            needed.insert(*seq);
        }
    }
    needed
}

impl Pass<'_> {
    /// Whether a gradient is of use there.
    fn leads(&self, edge: &Edge) -> bool {
        match (edge, self.wanted) {
            (Edge::None, _) => false,
            (_, None) => true,
            (Edge::Node(f), _) => self.needed.contains(&f.seq),
            (Edge::Leaf(t), Some(wanted)) => wanted.iter().any(|w| Rc::ptr_eq(&w.0, &t.0)),
        }
    }

    fn deliver(&mut self, edge: &Edge, gradient: Tensor) -> Result<()> {
        if !self.leads(edge) {
            return Ok(());
        }
        match edge {
            Edge::None => {}
            Edge::Node(f) => match self.ready.get_mut(&f.seq) {
                Some((_, sum)) => *sum = sum.add(&gradient)?,
                None => {
                    self.ready.insert(f.seq, (f.clone(), gradient));
                }
            },
            Edge::Leaf(t) => {
                let before = self.leaves.iter().position(|(leaf, _)| Rc::ptr_eq(&leaf.0, &t.0));
                let sum = match before.map(|at| self.leaves.remove(at)) {
                    Some((_, sum)) => sum.add(&gradient)?,
                    None => gradient,
                };
                self.leaves.push((t.clone(), sum));
            }
        }
        Ok(())
    }
}

/// `t.grad += gradient`, in place where a gradient is there already: whoever holds it sees the sum.
pub(crate) fn accumulate(t: &Tensor, gradient: Tensor) -> Result<()> {
    let old = t.grad();
    match old {
        Some(old) if !grad_enabled() => old.add_(&gradient),
        Some(old) => t.set_grad(Some(old.add(&gradient)?)),
        // A gradient that shares its storage with others (as for x + y) is copied, so that changing one spares the rest.
        None => {
            let own = if Rc::strong_count(&gradient.0) > 1
                || Rc::strong_count(&gradient.0.storage) > 1
                || !gradient.is_contiguous()
            {
                gradient.clone_data()?
            } else {
                gradient
            };
            *t.0.grad.borrow_mut() = Some(own);
            Ok(())
        }
    }
}
