//! The RPCs that every service has by default, as types.
//!
//! Generated code says with them which message an RPC answers. Where all RPCs of a
//! service answer the same, it says so for any of them at once.

/// [`Action::Create`](crate::Action::Create).
#[derive(Debug)]
pub enum Create {}
/// [`Action::List`](crate::Action::List).
#[derive(Debug)]
pub enum List {}
/// [`Action::Stream`](crate::Action::Stream).
#[derive(Debug)]
pub enum Stream {}
/// [`Action::Retrieve`](crate::Action::Retrieve).
#[derive(Debug)]
pub enum Retrieve {}
/// [`Action::Update`](crate::Action::Update).
#[derive(Debug)]
pub enum Update {}
/// [`Action::PartialUpdate`](crate::Action::PartialUpdate).
#[derive(Debug)]
pub enum PartialUpdate {}
