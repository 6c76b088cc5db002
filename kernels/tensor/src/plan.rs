//! From the lazy graph to kernels: which nodes are fused, in what order they run, and what becomes of them.
//!
//! An elementwise node joins the kernel of its consumers when all of them are in one kernel and read it as it is. It is
//! stored as an extra output if somebody else still holds it. A reduction or matrix product whose only reader is an
//! elementwise kernel takes that kernel as its epilogue.

use crate::backend::{
    Buffer, Fused, GatherKernel, IntMatMulKernel, Kernel, MapKernel, MatMulKernel, ReduceKernel, ScatterKernel,
    SoftmaxKernel, View, WriteKernel,
};
use crate::device::{self, Device};
use crate::dtype::DType;
use crate::error::Result;
use crate::graph::{Expr, Node, Operand, State, Work};
use crate::layout::{Dims, Layout, collapse, count};
use crate::program::{Instr, MAX_BUFFERS, MAX_INSTRS, Program, Reg};
use smallvec::SmallVec;
use std::cell::Cell;
use std::rc::Rc;

/// Computes the nodes and everything they need, in one run per device. On failure all nodes stay as they were.
pub(crate) fn realize(roots: &[&Rc<Node>]) -> Result<()> {
    for device in [Device::Cpu, Device::Reference, Device::WebGpu] {
        let mine: SmallVec<[&Rc<Node>; 4]> =
            roots.iter().copied().filter(|n| n.device == device && n.is_pending()).collect();
        if !mine.is_empty() {
            let mut plan = Plan::new(&mine)?;
            plan.group();
            plan.emit()?;
            device::run(device, &plan.kernels)?;
            plan.settle();
        }
    }
    Ok(())
}

const NONE: u32 = u32::MAX;

thread_local! {
    static PLANS: Cell<u32> = const { Cell::new(0) };
}

/// A number that marks nodes in one walk over them.
pub(crate) fn next_number() -> u32 {
    let number = PLANS.get().wrapping_add(1).max(1);
    PLANS.set(number);
    number
}

/// What the readers of a node, seen so far, say about where it may be computed.
#[derive(Clone, Copy, PartialEq)]
enum Wish {
    Unread,
    Join(u32),
    Alone,
}

struct Item {
    node: Rc<Node>,
    /// Readers within the plan.
    uses: usize,
    /// Held by a tensor or by work outside the plan: must be stored.
    external: bool,
    wish: Wish,
    /// Position of the item whose kernel computes this one.
    leader: u32,
    buffer: Option<Rc<Buffer>>,
    group: Group,
}

/// A node read through a layout, by numbers: the node's key and a hash of the walk. Only used to count.
type Leaf = (u32, u64);

/// What a leader's kernel has taken in.
#[derive(Default)]
struct Group {
    instrs: usize,
    /// Nodes read from memory (an upper bound: the same node counts once per layout).
    leaves: SmallVec<[Leaf; 8]>,
    /// Fused nodes that are stored too.
    extra: SmallVec<[u32; 4]>,
    /// The reduction or product that feeds this elementwise kernel.
    source: Option<u32>,
    /// The elementwise kernel that this reduction or product feeds.
    sink: Option<u32>,
}

struct Plan {
    items: Vec<Item>,
    number: u32,
    kernels: Vec<Kernel>,
    device: Device,
}

impl Plan {
    /// Collects pending nodes, operands before users.
    fn new(roots: &[&Rc<Node>]) -> Result<Self> {
        let number = next_number();
        let device = roots[0].device;
        let mut plan = Self { items: Vec::with_capacity(32), number, kernels: Vec::with_capacity(16), device };
        let mut stack: Vec<(Rc<Node>, bool)> = roots.iter().rev().map(|n| ((*n).clone(), false)).collect();
        while let Some((node, operands_done)) = stack.pop() {
            let seen = node.seen.get();
            if seen.0 == number && (seen.1 != NONE || !operands_done) {
                continue;
            }
            if operands_done {
                node.seen.set((number, plan.items.len() as u32));
                let wish = Wish::Unread;
                let (leader, buffer, group) = (plan.items.len() as u32, None, Group::default());
                plan.items.push(Item { node, uses: 0, external: false, wish, leader, buffer, group });
                continue;
            }
            node.seen.set((number, NONE));
            let mut below: SmallVec<[Rc<Node>; 4]> = SmallVec::new();
            match &*node.state.borrow() {
                State::Pending(expr) => {
                    let fusable = matches!(**expr, Expr::Map { .. } | Expr::Reduce { .. });
                    expr.each(|n| {
                        // A constant read elementwise becomes a parameter and needs no buffer.
                        if n.is_pending() && !(fusable && n.constant().is_some()) {
                            below.push(n.clone());
                        }
                    });
                }
                State::Ready(_) => {}
            }
            stack.push((node, true));
            // A node on the stack twice is met first through its last push; the earlier entry is skipped later.
            for n in below.into_iter().rev() {
                if n.seen.get().0 != number || n.seen.get().1 == NONE {
                    stack.push((n, false));
                }
            }
        }
        plan.count_uses(roots);
        plan.check_epochs()?;
        Ok(plan)
    }

    /// Position of a node, if the plan computes it.
    fn find(&self, node: &Node) -> Option<u32> {
        let (number, at) = node.seen.get();
        (number == self.number && at != NONE).then_some(at)
    }

    fn count_uses(&mut self, roots: &[&Rc<Node>]) {
        for i in 0..self.items.len() {
            let node = self.items[i].node.clone();
            if let State::Pending(expr) = &*node.state.borrow() {
                expr.each(|n| {
                    if let Some(at) = self.find(n) {
                        self.items[at as usize].uses += 1;
                    }
                });
            }
        }
        for item in &mut self.items {
            // One handle is the item's own.
            item.external = Rc::strong_count(&item.node) > item.uses + 1;
        }
        for root in roots {
            let at = self.find(root).expect("roots are pending");
            self.items[at as usize].external = true;
        }
    }

    /// Buffers of a backend that has been replaced must not reach the new one.
    fn check_epochs(&self) -> Result<()> {
        let now = device::epoch(self.device);
        let mut stale = false;
        for item in &self.items {
            if let State::Pending(expr) = &*item.node.state.borrow() {
                expr.each(|n| {
                    if let State::Ready(b) = &*n.state.borrow() {
                        stale |= b.epoch() != now;
                    }
                });
            }
        }
        if stale { Err(device::lost(self.device, "computing with a tensor")) } else { Ok(()) }
    }

    /// Decides, users before operands, which kernel computes each node.
    fn group(&mut self) {
        for i in (0..self.items.len()).rev() {
            let node = self.items[i].node.clone();
            let state = node.state.borrow();
            let State::Pending(expr) = &*state else { continue };
            let at = i as u32;
            match &**expr {
                Expr::Map { args, .. } => {
                    self.try_join(at, args);
                    let leader = self.items[i].leader;
                    for a in args {
                        if let Operand::View(n, layout) = a {
                            self.wish(n, layout, Some(leader));
                        }
                    }
                }
                Expr::Reduce { arg, .. } => {
                    self.try_feed(at, 2);
                    self.items[i].group.instrs = 1;
                    if arg.0.constant().is_none() {
                        self.items[i].group.leaves = SmallVec::from_iter([self.leaf(&arg.0, &arg.1)]);
                    }
                    self.wish(&arg.0, &arg.1, Some(at));
                }
                Expr::MatMul { a, b, .. } | Expr::IntMatMul { a, b, .. } => {
                    self.try_feed(at, 3);
                    self.wish(&a.0, &a.1, None);
                    self.wish(&b.0, &b.1, None);
                }
                other => other.each(|n| {
                    if let Some(x) = self.find(n) {
                        self.items[x as usize].wish = Wish::Alone;
                    }
                }),
            }
        }
    }

    /// The leaf's numbers: the node's position, or something unique for nodes outside the plan, and the walk.
    fn leaf(&self, node: &Rc<Node>, layout: &Layout) -> Leaf {
        let key = self.find(node).unwrap_or((Rc::as_ptr(node) as usize >> 3) as u32 | 0x8000_0000);
        let mix = |h: u64, s: &usize| (h ^ *s as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
        (key, layout.strides.iter().fold(layout.offset as u64, mix))
    }

    /// Notes that a kernel reads `node` through `layout`; `leader` is given if it could compute it instead.
    fn wish(&mut self, node: &Rc<Node>, layout: &Layout, leader: Option<u32>) {
        let Some(at) = self.find(node) else { return };
        let as_it_is = layout.offset == 0 && layout.is_contiguous() && read_whole(node, &layout.shape);
        let item = &mut self.items[at as usize];
        item.wish = match (leader, item.wish) {
            (Some(l), Wish::Unread) if as_it_is => Wish::Join(l),
            (Some(l), Wish::Join(m)) if as_it_is && l == m => Wish::Join(l),
            _ => Wish::Alone,
        };
    }

    /// Puts an elementwise node into its readers' kernel if it fits there, else starts a kernel of its own.
    fn try_join(&mut self, at: u32, args: &[Operand]) {
        let mut leaves: SmallVec<[Leaf; 4]> = SmallVec::new();
        for a in args {
            if let Operand::View(n, layout) = a
                && n.constant().is_none()
            {
                leaves.push(self.leaf(n, layout));
            }
        }
        let item = &self.items[at as usize];
        let (external, cost) = (item.external, 1 + args.len());
        if let Wish::Join(leader) = item.wish {
            let is_map = self.is_map(leader);
            let group = &self.items[leader as usize].group;
            let mut all = group.leaves.clone();
            all.retain(|(n, _)| *n != at);
            for leaf in &leaves {
                if !all.contains(leaf) {
                    all.push(*leaf);
                }
            }
            let outputs = 1 + group.extra.len() + usize::from(external);
            // A reduction or product shares its kernel with what finishes it: the buffers of both count.
            let other = |at: u32| self.items[at as usize].group.leaves.len();
            let fed = group.source.map_or(0, |at| other(at).max(2)) + group.sink.map_or(0, other);
            let room = all.len() + outputs + fed <= MAX_BUFFERS && group.instrs + cost <= MAX_INSTRS;
            let may_store = !external || (is_map && group.source.is_none());
            if room && may_store {
                let group = &mut self.items[leader as usize].group;
                group.leaves = all;
                group.instrs += cost;
                if external {
                    group.extra.push(at);
                }
                self.items[at as usize].leader = leader;
                return;
            }
        }
        let group = &mut self.items[at as usize].group;
        group.instrs = cost;
        for leaf in leaves {
            if !group.leaves.contains(&leaf) {
                group.leaves.push(leaf);
            }
        }
    }

    fn is_map(&self, at: u32) -> bool {
        matches!(&*self.items[at as usize].node.state.borrow(), State::Pending(e) if matches!(**e, Expr::Map { .. }))
    }

    /// Lets a reduction or product (with `buffers` buffers of its own) be finished by the elementwise kernel reading it.
    fn try_feed(&mut self, at: u32, buffers: usize) {
        let item = &self.items[at as usize];
        let Wish::Join(leader) = item.wish else { return };
        // Only elementwise kernels pack what they store.
        if item.external || !self.is_map(leader) || self.items[leader as usize].node.dtype.is_packed() {
            return;
        }
        let group = &self.items[leader as usize].group;
        // A reduction's prologue may still grow, so its epilogue keeps to what is certain to fit.
        if group.source.is_some() || !group.extra.is_empty() || group.leaves.len() + buffers > MAX_BUFFERS - 2 {
            return;
        }
        self.items[leader as usize].group.source = Some(at);
        self.items[at as usize].group.sink = Some(leader);
    }

    /// Allocates outputs and writes down the kernels.
    fn emit(&mut self) -> Result<()> {
        for at in 0..self.items.len() as u32 {
            let item = &self.items[at as usize];
            if item.leader != at || item.group.sink.is_some() {
                continue;
            }
            let node = item.node.clone();
            let state = node.state.borrow();
            let State::Pending(expr) = &*state else { continue };
            match &**expr {
                Expr::Map { shape, .. } => match self.items[at as usize].group.source {
                    Some(source) => self.emit_fed(at, source, shape)?,
                    None => self.emit_map(at, shape)?,
                },
                _ => self.kernel(at, at, expr, None)?,
            }
        }
        Ok(())
    }

    fn alloc(&mut self, at: u32) -> Result<Rc<Buffer>> {
        let buffer = device::alloc(self.device, self.items[at as usize].node.words)?;
        self.items[at as usize].buffer = Some(buffer.clone());
        Ok(buffer)
    }

    fn emit_map(&mut self, at: u32, shape: &Dims) -> Result<()> {
        let mut build = Build::new(self, at, None);
        let root = build.node(at);
        let extra = self.items[at as usize].group.extra.clone();
        let mut build = build.outputs(root, &extra);
        let mut shape = shape.clone();
        let ends = [shape.len()];
        {
            let mut views: SmallVec<[&mut Dims; 8]> = build.inputs.iter_mut().map(|v| &mut v.strides).collect();
            collapse(&mut shape, &mut views, &ends);
        }
        let mut outputs = vec![self.alloc(at)?];
        for x in extra {
            outputs.push(self.alloc(x)?);
        }
        if self.items[at as usize].node.words > 0 {
            self.kernels.push(Kernel::Map(MapKernel { shape, fused: build, outputs }));
        }
        Ok(())
    }

    /// A reduction or product with the elementwise kernel `at`, of `shape`, as its epilogue.
    fn emit_fed(&mut self, at: u32, source: u32, shape: &Dims) -> Result<()> {
        let mut build = Build::new(self, at, Some(source));
        let root = build.node(at);
        let mut epilogue = build.outputs(root, &[]);
        let node = self.items[source as usize].node.clone();
        let state = node.state.borrow();
        let State::Pending(expr) = &*state else { return Ok(()) };
        if follow(&mut epilogue.inputs, shape, &node) {
            return self.kernel(source, at, expr, Some(epilogue));
        }
        self.kernel(source, source, expr, None)?;
        self.emit_map(at, shape)
    }

    /// Writes down the kernels for a node that is not elementwise; `output` is the item that receives the result.
    fn kernel(&mut self, at: u32, output: u32, expr: &Expr, epilogue: Option<Fused>) -> Result<()> {
        // On an error the whole plan is given up, kernels and all.
        let mut kernels = std::mem::take(&mut self.kernels);
        match expr {
            Expr::Map { .. } => unreachable!("elementwise nodes are emitted by emit_map"),
            Expr::Reduce { op, dtype, axes, arg } => {
                let mut build = Build::new(self, at, None);
                let root = build.operand(&arg.0, &arg.1);
                let mut prologue = build.outputs(root, &[]);
                let rank = arg.1.rank();
                let order: Dims = (0..rank).filter(|d| !axes.contains(d)).chain(axes.iter().copied()).collect();
                let kept = rank - axes.len();
                for v in &mut prologue.inputs {
                    v.strides = order.iter().map(|&d| v.strides[d]).collect();
                }
                let mut shape: Dims = order.iter().map(|&d| arg.1.shape[d]).collect();
                // The epilogue's views walk the kept dimensions; beyond those they stand still, so merging sees both.
                let mut epilogue = epilogue;
                let mut after = epilogue.as_mut().map_or(Vec::new(), |e| std::mem::take(&mut e.inputs));
                after.iter_mut().for_each(|v| v.strides.resize(rank, 0));
                let ends = {
                    let all = prologue.inputs.iter_mut().chain(after.iter_mut());
                    let mut views: SmallVec<[&mut Dims; 8]> = all.map(|v| &mut v.strides).collect();
                    collapse(&mut shape, &mut views, &[kept, rank])
                };
                let kept = ends[0];
                after.iter_mut().for_each(|v| v.strides.truncate(kept));
                if let Some(e) = &mut epilogue {
                    e.inputs = after;
                }
                let output = self.alloc(output)?;
                if output.words() > 0 {
                    let (op, dtype) = (*op, *dtype);
                    kernels.push(Kernel::Reduce(ReduceKernel { op, dtype, shape, kept, prologue, epilogue, output }));
                }
            }
            Expr::MatMul { batch, m, k, n, a, b } => {
                let (a, b) = (self.view(&a.0, &a.1), self.view(&b.0, &b.1));
                let output = self.alloc(output)?;
                if output.words() > 0 {
                    let (batch, m, k, n) = (batch.clone(), *m, *k, *n);
                    kernels.push(Kernel::MatMul(MatMulKernel { batch, m, k, n, a, b, epilogue, output }));
                }
            }
            Expr::IntMatMul { packing, depth, a, b } => {
                let (packing, depth) = (*packing, *depth);
                let (m, n, words) = (a.1.shape[0], b.1.shape[0], a.1.shape[1]);
                let (a, b) = (self.view(&a.0, &a.1), self.view(&b.0, &b.1));
                let output = self.alloc(output)?;
                if output.words() > 0 {
                    let kernel = IntMatMulKernel { packing, m, n, depth, words, a, b, epilogue, output };
                    kernels.push(Kernel::IntMatMul(kernel));
                }
            }
            Expr::Softmax { log, arg } => {
                let input = self.view(&arg.0, &arg.1);
                let output = self.alloc(output)?;
                if output.words() > 0 {
                    let (log, shape) = (*log, arg.1.shape.clone());
                    kernels.push(Kernel::Softmax(SoftmaxKernel { log, shape, input, output }));
                }
            }
            Expr::Gather { shape, axis, size, source, index } => {
                let (source, index) = (self.view(&source.0, &source.1), self.view(&index.0, &index.1));
                let output = self.alloc(output)?;
                if output.words() > 0 {
                    let (shape, axis, size) = (shape.clone(), *axis, *size);
                    kernels.push(Kernel::Gather(GatherKernel { shape, axis, size, source, index, output }));
                }
            }
            Expr::Scatter { base, axis, size, target, index, source, add } => {
                let dtype = base.dtype;
                let buffer = self.own(output, base, &mut kernels)?;
                let (index, source) = (self.view(&index.0, &index.1), self.view(&source.0, &source.1));
                if target.count() > 0 {
                    let shape = target.shape.clone();
                    let target = View { buffer, strides: target.strides.clone(), offset: target.offset };
                    let (axis, size, add) = (*axis, *size, add.then_some(dtype));
                    kernels.push(Kernel::Scatter(ScatterKernel { shape, axis, size, target, index, source, add }));
                }
            }
            Expr::Write { base, parts } => {
                let buffer = match base {
                    Some(base) => self.own(output, base, &mut kernels)?,
                    None => self.alloc(output)?,
                };
                for (target, node, layout) in parts.iter().filter(|p| p.0.count() > 0) {
                    let mut shape = target.shape.clone();
                    let mut source = self.view(node, layout);
                    let buffer = buffer.clone();
                    let mut target = View { buffer, strides: target.strides.clone(), offset: target.offset };
                    let ends = [shape.len()];
                    collapse(&mut shape, &mut [&mut source.strides, &mut target.strides], &ends);
                    kernels.push(Kernel::Write(WriteKernel { shape, target, source }));
                }
            }
        }
        self.kernels = kernels;
        Ok(())
    }

    /// A buffer with the contents of `base` that may be changed: its own if nobody else looks at it, else a copy.
    fn own(&mut self, at: u32, base: &Rc<Node>, kernels: &mut Vec<Kernel>) -> Result<Rc<Buffer>> {
        let taken = match self.find(base) {
            Some(x) => {
                let item = &self.items[x as usize];
                if item.uses == 1 && !item.external { item.buffer.clone() } else { None }
            }
            None => match &*base.state.borrow() {
                State::Ready(b) if Rc::strong_count(base) == 1 && Rc::strong_count(b) == 1 => Some(b.clone()),
                _ => None,
            },
        };
        if let Some(buffer) = taken {
            self.items[at as usize].buffer = Some(buffer.clone());
            return Ok(buffer);
        }
        let layout = Layout::contiguous(&[base.elements]);
        let input = self.view(base, &layout);
        let buffer = self.alloc(at)?;
        if base.words > 0 {
            let fused = Fused { program: Rc::new(Program::copy(base.dtype)), inputs: vec![input], params: Vec::new() };
            let outputs = vec![buffer.clone()];
            kernels.push(Kernel::Map(MapKernel { shape: layout.shape, fused, outputs }));
        }
        Ok(buffer)
    }

    /// A read of a node that has its buffer, in this plan or before.
    fn view(&self, node: &Rc<Node>, layout: &Layout) -> View {
        let buffer = match self.find(node) {
            Some(x) => self.items[x as usize].buffer.clone().expect("operands are emitted before their users"),
            None => match &*node.state.borrow() {
                State::Ready(b) => b.clone(),
                State::Pending(_) => unreachable!("pending operands are part of the plan"),
            },
        };
        View { buffer, strides: Dims::from_slice(&layout.strides), offset: layout.offset }
    }

    /// After the run: nodes with buffers hold them.
    fn settle(self) {
        drop(self.kernels);
        for mut item in self.items {
            if let Some(buffer) = item.buffer.take() {
                // The old expression goes first, so that operands nobody else holds are freed here and not later.
                let old = item.node.state.replace(State::Ready(buffer));
                drop(old);
            }
        }
    }
}

/// The shape that an elementwise node, reduction or product is computed in (its result's shape).
fn shape_of(node: &Node) -> Option<Dims> {
    let state = node.state.borrow();
    let State::Pending(expr) = &*state else { return None };
    match &**expr {
        Expr::Map { shape, .. } => Some(shape.clone()),
        Expr::Reduce { axes, arg, .. } => {
            Some((0..arg.1.rank()).filter(|d| !axes.contains(d)).map(|d| arg.1.shape[d]).collect())
        }
        Expr::IntMatMul { a, b, .. } => Some(Dims::from_slice(&[a.1.shape[0], b.1.shape[0]])),
        Expr::MatMul { batch, m, n, .. } => Some(batch.iter().copied().chain([*m, *n]).collect()),
        _ => None,
    }
}

/// Whether an elementwise kernel over `shape` that reads all elements of `node` in order can take its work over: an
/// elementwise node must have that very shape; a reduction or product may be read in another (`[n, c, h * w]` as
/// `[n, c, h, w]`).
fn read_whole(node: &Node, shape: &Dims) -> bool {
    let map = matches!(&*node.state.borrow(), State::Pending(e) if matches!(**e, Expr::Map { .. }));
    shape_of(node).is_some_and(|s| s == *shape || (!map && count(&s) == count(shape)))
}

/// Makes an epilogue's views, which walk `shape`, walk the shape of the node that it finishes. Says no if strides cannot.
fn follow(views: &mut [View], shape: &Dims, source: &Node) -> bool {
    let Some(wanted) = shape_of(source) else { return false };
    if wanted == *shape {
        return true;
    }
    let mut walks = SmallVec::<[Dims; 8]>::new();
    for v in views.iter() {
        let layout = Layout { shape: shape.clone(), strides: v.strides.clone(), offset: v.offset };
        match layout.reshape(&wanted) {
            Some(layout) => walks.push(layout.strides),
            None => return false,
        }
    }
    views.iter_mut().zip(walks).for_each(|(v, walk)| v.strides = walk);
    true
}

/// Writes the program of one kernel.
struct Build<'a> {
    plan: &'a Plan,
    leader: u32,
    program: Program,
    inputs: Vec<View>,
    params: Vec<u32>,
    /// Registers of nodes already written.
    done: SmallVec<[(u32, Reg); 16]>,
    /// Registers of the inputs' loads.
    loads: SmallVec<[Reg; 8]>,
}

impl<'a> Build<'a> {
    /// `source`: the item whose result is input 0 (for an epilogue).
    fn new(plan: &'a Plan, leader: u32, source: Option<u32>) -> Self {
        let (inputs, params) = (Vec::new(), Vec::new());
        let (done, loads) = (SmallVec::new(), SmallVec::new());
        let mut build = Self { plan, leader, program: Program::default(), inputs, params, done, loads };
        if let Some(source) = source {
            let dtype = plan.items[source as usize].node.dtype;
            let reg = build.push(Instr::Load { input: 0, dtype });
            build.program.inputs = 1;
            build.done.push((source, reg));
        }
        build
    }

    fn push(&mut self, instr: Instr) -> Reg {
        self.program.instrs.push(instr);
        (self.program.instrs.len() - 1) as Reg
    }

    fn param(&mut self, word: u32, dtype: DType) -> Reg {
        self.params.push(word);
        let slot = (self.params.len() - 1) as u8;
        self.push(Instr::Param { slot, dtype })
    }

    /// The register of an elementwise node of this kernel.
    fn node(&mut self, at: u32) -> Reg {
        if let Some((_, reg)) = self.done.iter().find(|(n, _)| *n == at) {
            return *reg;
        }
        let node = self.plan.items[at as usize].node.clone();
        let state = node.state.borrow();
        let State::Pending(expr) = &*state else { unreachable!("fused nodes are pending") };
        let Expr::Map { work, args, .. } = &**expr else { unreachable!("only elementwise nodes are fused") };
        let mut regs = [0; 3];
        for (reg, a) in regs.iter_mut().zip(args) {
            *reg = match a {
                Operand::Scalar(word, dtype) => self.param(*word, *dtype),
                Operand::View(n, layout) => self.operand(n, layout),
            };
        }
        let reg = match *work {
            Work::Copy => regs[0],
            // Both are the same 32 bits.
            Work::Cast(DType::I32 | DType::I64) if matches!(node.dtype, DType::I32 | DType::I64) => regs[0],
            Work::Cast(from) => self.push(Instr::Cast { arg: regs[0], from, to: node.dtype }),
            Work::Apply(map, dtype) => self.push(Instr::Apply { map, args: regs, dtype }),
        };
        self.done.push((at, reg));
        reg
    }

    /// The register of an operand: computed here if it is fused, else loaded.
    fn operand(&mut self, node: &Rc<Node>, layout: &Layout) -> Reg {
        if let Some((word, dtype)) = node.constant() {
            return self.param(word, dtype);
        }
        if let Some(at) = self.plan.find(node) {
            let item = &self.plan.items[at as usize];
            if item.leader == self.leader && at != self.leader {
                return self.node(at);
            }
            if let Some((_, reg)) = self.done.iter().find(|(n, _)| *n == at) {
                return *reg;
            }
        }
        let view = self.plan.view(node, layout);
        let same =
            |v: &View| Rc::ptr_eq(&v.buffer, &view.buffer) && v.offset == view.offset && v.strides == view.strides;
        if let Some(i) = self.inputs.iter().position(same) {
            return self.loads[i];
        }
        self.inputs.push(view);
        let input = self.program.inputs as u8;
        self.program.inputs += 1;
        let reg = self.push(Instr::Load { input, dtype: node.dtype });
        self.loads.push(reg);
        reg
    }

    /// Names what is stored and finishes.
    fn outputs(mut self, root: Reg, extra: &[u32]) -> Fused {
        self.program.outputs.push(root);
        for &x in extra {
            let reg = self.node(x);
            self.program.outputs.push(reg);
        }
        self.program.contract();
        Fused { program: Rc::new(self.program), inputs: self.inputs, params: self.params }
    }
}
