//! Caches: pipelines by what they compute, layouts by what they bind, bind groups by the buffers they show.

use crate::kernel::Key;
use crate::pool::Pool;
use crate::shader::Source;
use std::collections::HashMap;
use std::rc::Rc;
use tensor::backend::BufferId;

/// Bind groups kept. A step of a model needs some dozens; programs that never repeat must not hold memory for ever.
const MOST_GROUPS: usize = 4096;

/// What a shader binds: the uniform block at 0, storage buffers from 1 on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Shape {
    /// Number of storage buffers.
    pub(crate) buffers: u8,
    /// Bit i: buffer i is written.
    pub(crate) written: u8,
    /// Size of the uniform block.
    pub(crate) bytes: u32,
}

/// Compiled code.
pub(crate) struct Pipeline {
    pub(crate) pipeline: wgpu::ComputePipeline,
    pub(crate) shape: Shape,
}

#[derive(PartialEq, Eq, Hash)]
struct GroupKey {
    shape: Shape,
    buffers: Vec<BufferId>,
}

struct Layout {
    group: wgpu::BindGroupLayout,
    pipeline: wgpu::PipelineLayout,
}

/// All caches of a device.
pub(crate) struct Pipelines {
    device: wgpu::Device,
    pipelines: HashMap<Key, Rc<Pipeline>>,
    layouts: HashMap<Shape, Layout>,
    groups: HashMap<GroupKey, wgpu::BindGroup>,
}

impl Pipelines {
    /// Empty caches.
    pub(crate) fn new(device: &wgpu::Device) -> Self {
        let device = device.clone();
        Self { device, pipelines: HashMap::new(), layouts: HashMap::new(), groups: HashMap::new() }
    }

    /// The code for `key`, compiled at first use.
    pub(crate) fn pipeline(&mut self, key: &Key) -> Rc<Pipeline> {
        if let Some(found) = self.pipelines.get(key) {
            return Rc::clone(found);
        }
        let made = Rc::new(self.compile(&key.source(), key.name()));
        self.pipelines.insert(key.clone(), Rc::clone(&made));
        made
    }

    fn compile(&mut self, source: &Source, name: &str) -> Pipeline {
        let module = self.device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some(name),
            source: wgpu::ShaderSource::Wgsl(source.text.as_str().into()),
        });
        let layout = self.layout(source.shape).pipeline.clone();
        let pipeline = self.device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: Some(name),
            layout: Some(&layout),
            module: &module,
            entry_point: Some("main"),
            compilation_options: wgpu::PipelineCompilationOptions {
                // Every kernel writes its workgroup memory before it reads it.
                zero_initialize_workgroup_memory: false,
                ..wgpu::PipelineCompilationOptions::default()
            },
            cache: None,
        });
        Pipeline { pipeline, shape: source.shape }
    }

    fn layout(&mut self, shape: Shape) -> &Layout {
        let device = &self.device;
        self.layouts.entry(shape).or_insert_with(|| {
            let entry =
                |binding: u32, ty: wgpu::BufferBindingType, dynamic: bool, least: u32| wgpu::BindGroupLayoutEntry {
                    binding,
                    visibility: wgpu::ShaderStages::COMPUTE,
                    ty: wgpu::BindingType::Buffer {
                        ty,
                        has_dynamic_offset: dynamic,
                        min_binding_size: wgpu::BufferSize::new(u64::from(least)),
                    },
                    count: None,
                };
            let mut entries = vec![entry(0, wgpu::BufferBindingType::Uniform, true, shape.bytes)];
            for i in 0..shape.buffers {
                let read_only = shape.written & (1 << i) == 0;
                entries.push(entry(u32::from(i) + 1, wgpu::BufferBindingType::Storage { read_only }, false, 4));
            }
            let group =
                device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: None, entries: &entries });
            let pipeline = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
                label: None,
                bind_group_layouts: &[Some(&group)],
                immediate_size: 0,
            });
            Layout { group, pipeline }
        })
    }

    /// The bind group that shows `buffers`, or nothing if one of them does not exist.
    pub(crate) fn group(
        &mut self,
        shape: Shape,
        buffers: &[BufferId],
        pool: &Pool,
        uniform: &wgpu::Buffer,
    ) -> Option<&wgpu::BindGroup> {
        let key = GroupKey { shape, buffers: buffers.to_vec() };
        if !self.groups.contains_key(&key) {
            if self.groups.len() >= MOST_GROUPS {
                self.groups.clear();
            }
            let made = self.make_group(shape, buffers, pool, uniform)?;
            self.groups.insert(GroupKey { shape, buffers: buffers.to_vec() }, made);
        }
        self.groups.get(&key)
    }

    fn make_group(
        &mut self,
        shape: Shape,
        buffers: &[BufferId],
        pool: &Pool,
        uniform: &wgpu::Buffer,
    ) -> Option<wgpu::BindGroup> {
        let numbers =
            wgpu::BufferBinding { buffer: uniform, offset: 0, size: wgpu::BufferSize::new(shape.bytes.into()) };
        let mut entries = vec![wgpu::BindGroupEntry { binding: 0, resource: wgpu::BindingResource::Buffer(numbers) }];
        for (binding, id) in (1..).zip(buffers) {
            entries.push(wgpu::BindGroupEntry { binding, resource: pool.get(*id)?.as_entire_binding() });
        }
        let layout = &self.layout(shape).group.clone();
        Some(self.device.create_bind_group(&wgpu::BindGroupDescriptor { label: None, layout, entries: &entries }))
    }

    /// Forgets all bind groups: buffers have been given up, and their numbers may come back with other buffers.
    pub(crate) fn forget_groups(&mut self) {
        self.groups.clear();
    }
}
