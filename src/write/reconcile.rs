//! What is to be done with each file, by its owner, the disk and the lock.
//!
//! Nothing is ever merged as text: what is generated is whole, and what is the
//! user's is not touched. rustc does the merging, where both meet.

use std::collections::HashSet;
use std::path::Path;
use std::{fs, io};

use super::hash::Hash;
use super::lock::{Entry, Lock, Yours};
use crate::plan::Owner;
use crate::render::{self, RenderedFile};

/// What is done with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Create,
    Update,
    Identical,
    /// Present, and the user's.
    Yours,
    /// The user's, and gone.
    Missing,
    /// Generated, but edited by hand, or not known to the lock.
    Conflict,
    Remove,
}

impl Verb {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Identical => "identical",
            Self::Yours => "yours",
            Self::Missing => "missing",
            Self::Conflict => "conflict",
            Self::Remove => "remove",
        }
    }

    /// Whether the disk would change.
    pub fn is_pending(self) -> bool {
        matches!(self, Self::Create | Self::Update | Self::Remove)
    }
}

/// One file and what is done with it.
#[derive(Debug)]
pub struct Step {
    pub verb: Verb,
    pub path: String,
    /// What is written, formatted, where the verb writes.
    pub content: Option<Vec<u8>>,
    /// Of a conflict: what stands there, and what would stand there instead.
    pub sides: Option<(Vec<u8>, Vec<u8>)>,
    /// What the lock will say; nothing where the file is gone.
    entry: Option<Entry>,
}

impl Step {
    /// A file that belongs to the user from the start, beside what is planned.
    pub fn create(path: String, content: Vec<u8>) -> Self {
        Self {
            verb: Verb::Create,
            path,
            content: Some(content),
            sides: None,
            entry: None,
        }
    }
}

/// How those who run a command want it to be.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wish<'a> {
    /// Overwrite generated files that were edited by hand.
    pub force: bool,
    /// Files of the user's that are to be written again where they are gone.
    pub restore: &'a [String],
}

/// A step for each file, and for each that is no longer wanted.
pub fn reconcile(
    root: &Path,
    lock: &Lock,
    files: &[RenderedFile],
    wish: Wish<'_>,
) -> io::Result<Vec<Step>> {
    let mut found = Vec::with_capacity(files.len());
    for file in files {
        let disk = read(&root.join(&file.path))?;
        let known = lock.files.get(&file.path);
        let settled = settled(file, disk.as_deref(), known, wish);
        found.push((file, disk, known, settled));
    }
    // Formatting is what takes time: only what may be written is formatted.
    let open = found.iter().filter(|(.., settled)| settled.is_none());
    let open: Vec<_> = open.map(|(file, ..)| *file).collect();
    let mut formatted = render::format_all(&open)?.into_iter();
    let mut steps = Vec::with_capacity(files.len());
    for (file, disk, known, settled) in found {
        let disk = disk.as_deref();
        let step = settled.or_else(|| {
            let content = formatted.next()?;
            Some(match file.owner {
                Owner::Generated => generated(file, disk, known, content, wish.force),
                Owner::Scaffold => scaffold(file, Verb::Create, Some(content)),
                Owner::Append => append(file, disk, content),
            })
        });
        steps.extend(step);
    }
    let planned: HashSet<_> = files.iter().map(|file| &file.path).collect();
    for (path, known) in &lock.files {
        if !planned.contains(path) {
            let disk = read(&root.join(path))?;
            steps.extend(unwanted(path, disk, known, wish.force));
        }
    }
    Ok(steps)
}

/// The step of a file that is not written whatever its formatted text is.
fn settled(
    file: &RenderedFile,
    disk: Option<&[u8]>,
    known: Option<&Entry>,
    wish: Wish<'_>,
) -> Option<Step> {
    match (file.owner, disk, known) {
        (Owner::Generated, Some(found), Some(Entry::Generated { source, text }))
            if *source == Hash::of(&file.content) && *text == Hash::loose(found) =>
        {
            Some(step(file, Verb::Identical, None, known.cloned()))
        }
        (Owner::Scaffold, Some(_), _) => Some(scaffold(file, Verb::Yours, None)),
        // Deleted by the user, who may have meant to.
        (Owner::Scaffold, None, Some(_)) if !wish.restore.contains(&file.path) => {
            Some(scaffold(file, Verb::Missing, None))
        }
        _ => None,
    }
}

fn step(file: &RenderedFile, verb: Verb, content: Option<Vec<u8>>, entry: Option<Entry>) -> Step {
    Step {
        verb,
        path: file.path.clone(),
        content,
        sides: None,
        entry,
    }
}

fn scaffold(file: &RenderedFile, verb: Verb, content: Option<Vec<u8>>) -> Step {
    step(file, verb, content, Some(Entry::Yours(Yours::Yours)))
}

fn generated(
    file: &RenderedFile,
    disk: Option<&[u8]>,
    known: Option<&Entry>,
    content: Vec<u8>,
    force: bool,
) -> Step {
    let text = Hash::loose(&content);
    let on_disk = disk.map(Hash::loose);
    let unedited = match (known, &on_disk) {
        (Some(Entry::Generated { text, .. }), Some(found)) => text == found,
        _ => false,
    };
    let entry = Some(Entry::Generated {
        source: Hash::of(&file.content),
        text: text.clone(),
    });
    let (verb, content) = match disk {
        None => (Verb::Create, Some(content)),
        Some(found) if found == content => (Verb::Identical, None),
        Some(_) if unedited || force => (Verb::Update, Some(content)),
        // The lock was lost, the file was not.
        Some(_) if on_disk.as_ref() == Some(&text) => (Verb::Identical, None),
        Some(found) => return conflict(file, found, content, entry),
    };
    step(file, verb, content, entry)
}

fn conflict(file: &RenderedFile, found: &[u8], content: Vec<u8>, entry: Option<Entry>) -> Step {
    Step {
        sides: Some((found.to_owned(), content)),
        ..step(file, Verb::Conflict, None, entry)
    }
}

fn append(file: &RenderedFile, disk: Option<&[u8]>, content: Vec<u8>) -> Step {
    let same = disk.is_some_and(|found| Hash::loose(found) == Hash::loose(&content));
    let (verb, content) = match disk {
        None => (Verb::Create, Some(content)),
        Some(_) if same => (Verb::Identical, None),
        // Another branch's migration has this name.
        Some(found) => return conflict(file, found, content, None),
    };
    step(file, verb, content, None)
}

fn unwanted(path: &str, disk: Option<Vec<u8>>, known: &Entry, force: bool) -> Option<Step> {
    let step = |verb, entry: Option<&Entry>| Step {
        verb,
        path: path.to_owned(),
        content: None,
        sides: None,
        entry: entry.cloned(),
    };
    match (known, disk) {
        // The lock goes on knowing that it was written once.
        (Entry::Yours(_), _) => Some(step(Verb::Yours, Some(known))),
        (Entry::Generated { .. }, None) => None,
        (Entry::Generated { text, .. }, Some(found)) if force || Hash::loose(&found) == *text => {
            Some(step(Verb::Remove, None))
        }
        (Entry::Generated { .. }, Some(found)) => Some(Step {
            sides: Some((found, Vec::new())),
            ..step(Verb::Conflict, Some(known))
        }),
    }
}

/// Makes `lock` say what the disk will say.
pub fn record(lock: &mut Lock, steps: &[Step]) {
    lock.files = steps
        .iter()
        .filter_map(|step| Some((step.path.clone(), step.entry.clone()?)))
        .collect();
}

fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io::Error::new(
            error.kind(),
            format!("{}: {error}", path.display()),
        )),
    }
}
