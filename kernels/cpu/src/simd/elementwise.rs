//! One elementwise instruction over one tile of words. Tiles are padded to whole vectors, so loops have no rest.

use tensor::DType;
use tensor::lane::Lane;
use tensor::map::Map;

/// Operands of an instruction: as many as it takes are read.
pub type Operands = [*const u32; 3];

macro_rules! define {
    ({} $(($variant:ident $module:ident $arity:tt $takes:ident $result:ident $int:ident))*) => {
        /// `out[i] = map(operands at i)` for `i` below `n`.
        ///
        /// # Safety
        /// The operands and `out` hold `n` words rounded up to whole vectors; `out` may be an operand, but not a shifted one.
        #[inline(always)]
        pub unsafe fn apply<V: Lane>(map: Map, dtype: DType, p: Operands, out: *mut u32, n: usize) {
            if dtype == DType::F32 {
                let mut i = 0;
                match map { $(Map::$variant => floats!($arity $takes $result $module V p out n i)),* }
            } else {
                let mut i = 0;
                match map { $(Map::$variant => integers!($arity $takes $result $int $module p out n i)),* }
            }
        }
    };
}

macro_rules! each {
    ($n:ident $i:ident $step:expr, $body:expr) => {
        while $i < $n {
            unsafe { $body };
            $i += $step;
        }
    };
}

macro_rules! floats {
    (1 Numbers same $m:ident $v:ident $p:ident $o:ident $n:ident $i:ident) => {
        each!($n $i $v::WIDTH, tensor::kernels::$m::lane::<$v>($v::load($p[0].add($i).cast())).store($o.add($i).cast()))
    };
    (2 Numbers same $m:ident $v:ident $p:ident $o:ident $n:ident $i:ident) => {
        each!($n $i $v::WIDTH, tensor::kernels::$m::lane::<$v>(
            $v::load($p[0].add($i).cast()), $v::load($p[1].add($i).cast())).store($o.add($i).cast()))
    };
    (3 Numbers same $m:ident $v:ident $p:ident $o:ident $n:ident $i:ident) => {
        each!($n $i $v::WIDTH, tensor::kernels::$m::lane::<$v>($v::load($p[0].add($i).cast()),
            $v::load($p[1].add($i).cast()), $v::load($p[2].add($i).cast())).store($o.add($i).cast()))
    };
    (1 Numbers bool $m:ident $v:ident $p:ident $o:ident $n:ident $i:ident) => {
        each!($n $i $v::WIDTH, $v::store_mask(
            tensor::kernels::$m::lane::<$v>($v::load($p[0].add($i).cast())), $o.add($i)))
    };
    (2 Numbers bool $m:ident $v:ident $p:ident $o:ident $n:ident $i:ident) => {
        each!($n $i $v::WIDTH, $v::store_mask(tensor::kernels::$m::lane::<$v>(
            $v::load($p[0].add($i).cast()), $v::load($p[1].add($i).cast())), $o.add($i)))
    };
    (1 Bools bool $m:ident $v:ident $p:ident $o:ident $n:ident $i:ident) => {
        each!($n $i $v::WIDTH, $v::store_mask(
            tensor::kernels::$m::lane::<$v>($v::load_mask($p[0].add($i))), $o.add($i)))
    };
    (2 Bools bool $m:ident $v:ident $p:ident $o:ident $n:ident $i:ident) => {
        each!($n $i $v::WIDTH, $v::store_mask(tensor::kernels::$m::lane::<$v>(
            $v::load_mask($p[0].add($i)), $v::load_mask($p[1].add($i))), $o.add($i)))
    };
    ($arity:tt Whole same $m:ident $v:ident $p:ident $o:ident $n:ident $i:ident) => {
        unreachable!("{} runs on integers only", stringify!($m))
    };
    (3 Choice same $m:ident $v:ident $p:ident $o:ident $n:ident $i:ident) => {
        each!($n $i $v::WIDTH, tensor::kernels::$m::lane::<$v>($v::load_mask($p[0].add($i)),
            $v::load($p[1].add($i).cast()), $v::load($p[2].add($i).cast())).store($o.add($i).cast()))
    };
}

macro_rules! integers {
    (1 Whole same int $m:ident $p:ident $o:ident $n:ident $i:ident) => {
        each!($n $i 1, *$o.add($i) = tensor::kernels::$m::int(*$p[0].add($i) as i32) as u32)
    };
    (2 Whole same int $m:ident $p:ident $o:ident $n:ident $i:ident) => {
        each!($n $i 1, *$o.add($i) = tensor::kernels::$m::int(*$p[0].add($i) as i32, *$p[1].add($i) as i32) as u32)
    };
    (1 Numbers same int $m:ident $p:ident $o:ident $n:ident $i:ident) => {
        each!($n $i 1, *$o.add($i) = tensor::kernels::$m::int(*$p[0].add($i) as i32) as u32)
    };
    (2 Numbers same int $m:ident $p:ident $o:ident $n:ident $i:ident) => {
        each!($n $i 1, *$o.add($i) = tensor::kernels::$m::int(*$p[0].add($i) as i32, *$p[1].add($i) as i32) as u32)
    };
    (3 Numbers same int $m:ident $p:ident $o:ident $n:ident $i:ident) => {
        each!($n $i 1, *$o.add($i) = tensor::kernels::$m::int(
            *$p[0].add($i) as i32, *$p[1].add($i) as i32, *$p[2].add($i) as i32) as u32)
    };
    (2 Numbers bool int $m:ident $p:ident $o:ident $n:ident $i:ident) => {
        each!($n $i 1, *$o.add($i) = u32::from(tensor::kernels::$m::int(*$p[0].add($i) as i32, *$p[1].add($i) as i32)))
    };
    (1 Bools bool int $m:ident $p:ident $o:ident $n:ident $i:ident) => {
        each!($n $i 1, *$o.add($i) = u32::from(tensor::kernels::$m::int(*$p[0].add($i) != 0)))
    };
    (2 Bools bool int $m:ident $p:ident $o:ident $n:ident $i:ident) => {
        each!($n $i 1, *$o.add($i) = u32::from(tensor::kernels::$m::int(*$p[0].add($i) != 0, *$p[1].add($i) != 0)))
    };
    (3 Choice same int $m:ident $p:ident $o:ident $n:ident $i:ident) => {
        each!($n $i 1, *$o.add($i) = tensor::kernels::$m::int(
            *$p[0].add($i) != 0, *$p[1].add($i) as i32, *$p[2].add($i) as i32) as u32)
    };
    ($arity:tt $takes:ident $result:ident float $m:ident $p:ident $o:ident $n:ident $i:ident) => {
        unreachable!("{} does not run on integers; the planner casts first", stringify!($m))
    };
}

tensor::for_each_map!(define);
