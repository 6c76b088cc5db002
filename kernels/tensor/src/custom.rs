//! Operations with several outputs, and those whose backward pass somebody else computes: `torch.autograd.Function`.

use crate::autograd::{Edge, GradFn, Grads, Rule, Saved, tracked};
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::layout::Dims;
use crate::tensor::Tensor;
use smallvec::SmallVec;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};

/// Gradients of the outputs and the saved tensors to gradients of the inputs.
pub type Backward = Box<dyn Fn(&[Option<Tensor>], &[Tensor]) -> Result<Vec<Option<Tensor>>>>;

thread_local! {
    /// Names of operations are `'static`; there are as many as classes in a program.
    static NAMES: RefCell<BTreeMap<String, &'static str>> = const { RefCell::new(BTreeMap::new()) };
}

fn lasting(name: &str) -> &'static str {
    NAMES.with_borrow_mut(|names| {
        if let Some(known) = names.get(name) {
            return *known;
        }
        let made: &'static str = Box::leak(name.to_owned().into_boxed_str());
        names.insert(name.to_owned(), made);
        made
    })
}

/// One saved tensor: an input or something between, or an output by its position.
enum Kept {
    Value(Saved),
    Output(Saved, usize),
}

type Slots = Rc<RefCell<Vec<Option<Tensor>>>>;

/// The operation that leads from output `i` to the common one: it leaves its gradient in a slot.
fn way(output: &Tensor, i: usize, slots: &Slots, node: &Rc<GradFn>) {
    let slots = slots.clone();
    let rule: Rule = Box::new(move |g, _| {
        slots.borrow_mut()[i] = Some(g.clone());
        Ok(Grads::from_iter([Some(Tensor::zeros(&[], DType::F32, g.device())?)]))
    });
    output.attach(node.name(), SmallVec::from_iter([Edge::Node(node.clone())]), rule);
}

/// Makes `parts`, views of `input`, the outputs of one operation: `back` is given the gradients of all of them together.
pub(crate) fn together(
    label: &'static str,
    input: &Tensor,
    parts: Vec<Tensor>,
    back: impl Fn(&[Option<Tensor>]) -> Result<Tensor> + 'static,
) -> Result<Vec<Tensor>> {
    if parts.is_empty() || !input.dtype().is_float() || !tracked(&[input]) {
        return Ok(parts);
    }
    let count = parts.len();
    let slots: Slots = Rc::new(RefCell::new(vec![None; count]));
    let mine = slots.clone();
    let rule: Rule = Box::new(move |_, _| {
        let gradients = std::mem::replace(&mut *mine.borrow_mut(), vec![None; count]);
        Ok(Grads::from_iter([Some(back(&gradients)?)]))
    });
    let joint = Tensor::zeros(&[], DType::F32, input.device())?;
    joint.attach(label, SmallVec::from_iter([input.edge()]), rule);
    if let Some(node) = joint.grad_fn() {
        parts.iter().enumerate().for_each(|(i, part)| way(part, i, &slots, &node));
    }
    Ok(parts)
}

/// Makes `outputs` (each with whether gradients flow through it), computed without recording, the outputs of one operation
/// on `inputs`. `saved` comes back to `backward`; what was changed in place since is an error then. `dirty` are inputs that
/// were changed in place and are outputs as well. Without gradients to record the outputs come back as they are.
pub fn custom(
    name: &str,
    inputs: &[Tensor],
    outputs: &[(Tensor, bool)],
    saved: &[Tensor],
    dirty: &[Tensor],
    backward: Backward,
) -> Result<Vec<Tensor>> {
    let name = lasting(name);
    let refs: Vec<&Tensor> = inputs.iter().collect();
    if !tracked(&refs) {
        return Ok(outputs.iter().map(|(y, _)| y.clone()).collect());
    }
    let changed = |y: &Tensor| dirty.iter().any(|d| d.id() == y.id());
    if dirty.iter().any(|d| d.requires_grad() && d.is_leaf()) {
        let text = "a leaf Variable that requires grad is being used in an in-place operation.";
        return Err(Error::Autograd(text.to_string()));
    }
    let edges = inputs.iter().map(|t| if t.dtype().is_float() { t.edge() } else { Edge::None }).collect();
    // An input handed on, or a tensor with a history of its own, gets a new handle; one changed in place goes on.
    let fresh = |y: &Tensor| !y.requires_grad() && inputs.iter().all(|x| x.id() != y.id());
    let given: Vec<Tensor> =
        outputs.iter().map(|(y, _)| if fresh(y) || changed(y) { y.clone() } else { y.detach() }).collect();
    let live: Vec<usize> = (0..given.len()).filter(|&i| outputs[i].1 && given[i].dtype().is_float()).collect();
    if live.is_empty() {
        return Ok(given);
    }
    let kept: Vec<Kept> = saved
        .iter()
        .map(|t| match outputs.iter().position(|(y, _)| y.id() == t.id()) {
            Some(i) if live.contains(&i) && !t.requires_grad() => Kept::Output(Saved::output(&given[i]), i),
            _ => Kept::Value(Saved::input(t)),
        })
        .collect();
    let wanted: Vec<(Dims, DType)> = inputs.iter().map(|x| (x.shape().into(), x.dtype())).collect();
    let slots: Slots = Rc::new(RefCell::new(vec![None; given.len()]));
    let ways: Rc<RefCell<Vec<Weak<GradFn>>>> = Rc::default();
    let single = live.len() == 1;
    let only = live[0];
    let (mine, found_ways) = (slots.clone(), ways.clone());
    let count = given.len();
    let rule: Rule = Box::new(move |g, f| {
        let mut gradients = std::mem::replace(&mut *mine.borrow_mut(), vec![None; count]);
        if single {
            gradients[only] = Some(g.clone());
        }
        let tensors = kept
            .iter()
            .map(|k| match k {
                Kept::Value(saved) => saved.get(f),
                Kept::Output(saved, _) if single => saved.get(f),
                Kept::Output(saved, i) => match found_ways.borrow().get(*i).and_then(Weak::upgrade) {
                    Some(way) => saved.get(&way),
                    // Nobody holds that output any more: a new way to it.
                    None => {
                        let y = saved.get(f)?.detach();
                        way(&y, *i, &mine, f);
                        Ok(y)
                    }
                },
            })
            .collect::<Result<Vec<_>>>()?;
        let found = backward(&gradients, &tensors)?;
        if found.len() != wanted.len() {
            let text = format!(
                "function {name} returned an incorrect number of gradients (expected {}, got {})",
                wanted.len(),
                found.len()
            );
            return Err(Error::Autograd(text));
        }
        let fit = |(i, g): (usize, Option<Tensor>)| {
            let Some(g) = g else { return Ok(None) };
            let (shape, dtype) = &wanted[i];
            let fits = crate::layout::broadcast("backward", shape, g.shape()).is_ok_and(|s| s[..] == *g.shape());
            if !f.wants(i) {
                return Ok(None);
            }
            if !fits {
                let text = format!(
                    "Function {name} returned an invalid gradient at index {i} - got {:?} but expected shape compatible with {:?}",
                    g.shape(),
                    &shape[..]
                );
                return Err(Error::Autograd(text));
            }
            g.to_dtype(*dtype)?.sum_to(shape).map(Some)
        };
        found.into_iter().enumerate().map(fit).collect()
    });
    if single {
        given[only].attach(name, edges, rule);
        return Ok(given);
    }
    // One operation for all outputs, and from each output a way to it.
    let joint = Tensor::zeros(&[], DType::F32, given[only].device())?;
    joint.attach(name, edges, rule);
    if let Some(node) = joint.grad_fn() {
        let mut all: Vec<Weak<GradFn>> = (0..count).map(|_| Weak::new()).collect();
        for &i in &live {
            way(&given[i], i, &slots, &node);
            all[i] = given[i].grad_fn().as_ref().map_or_else(Weak::new, Rc::downgrade);
        }
        ways.replace(all);
    }
    Ok(given)
}
