//! Where servers under test keep their data: a file in the test's folder or, with `BUZZCHAT_TEST_DATABASE=postgres`, a
//! PostgreSQL database that belongs to that folder, in a server of our own. It asserts nothing.
//!
//! The server runs on a temporary folder and a local socket, under a shell that waits for the end of a pipe: when this
//! process ends, however it ends, the pipe closes, and the shell stops the server and removes the folder.

use sqlx::{Connection, Executor, PgConnection};
use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// PostgreSQL refuses to run as root; this user owns nothing else.
const NOBODY: u32 = 65_534;

const SCRIPT: &str = r#"
finish() { [ -z "$server" ] || { kill -QUIT "$server"; wait "$server"; }; cd / && rm -rf "$folder"; }
bin=$1 folder=$2 server=
trap finish EXIT
"$bin/initdb" -D data -U buzzchat -A trust --encoding=UTF8 --no-locale --no-sync >log 2>&1 || { cat log >&2; exit 1; }
"$bin/postgres" -D data -k "$folder" -c listen_addresses= -c fsync=off -c synchronous_commit=off \
  -c full_page_writes=off -c autovacuum=off -c max_connections=300 >log 2>&1 &
server=$!
echo started
cat >/dev/null
"#;

/// Whether the tests run on PostgreSQL.
pub(crate) fn is_postgres() -> bool {
    match std::env::var("BUZZCHAT_TEST_DATABASE").as_deref() {
        Ok("postgres") => true,
        Ok("sqlite") | Err(_) => false,
        Ok(other) => panic!("BUZZCHAT_TEST_DATABASE is sqlite or postgres, not {other}"),
    }
}

/// The address of the database that belongs to a data folder, made when it is first asked for. It goes when the
/// test's folder is gone.
pub(crate) fn url(folder: &Path) -> Option<String> {
    is_postgres().then(|| ask(|reply| Ask::Url(folder.to_owned(), reply)))
}

/// Runs SQL as the administrator, outside the database that belongs to the folder; `{}` stands for its name.
pub(crate) fn administer(folder: &Path, sql: &str) {
    ask(|reply| Ask::Run(folder.to_owned(), sql.to_owned(), reply));
}

enum Ask {
    Url(PathBuf, Sender<String>),
    Run(PathBuf, String, Sender<()>),
}

fn ask<T>(question: impl FnOnce(Sender<T>) -> Ask) -> T {
    static CLUSTER: LazyLock<Sender<Ask>> = LazyLock::new(start);
    let (reply, answer) = channel();
    CLUSTER.send(question(reply)).expect("the administrator's thread works until the process ends");
    answer.recv().expect("the administrator's thread says above why it failed")
}

/// Starts the server, and the thread that makes and drops databases.
fn start() -> Sender<Ask> {
    let bin = binaries();
    let folder = TempDir::new().unwrap().keep();
    let is_root = folder.metadata().unwrap().uid() == 0;
    let mut command = Command::new("sh");
    command.args(["-c", SCRIPT, "sh"]).args([&bin, &folder]).current_dir(&folder);
    // A group of its own: Ctrl-C reaches the tests, and their end the server.
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).process_group(0);
    if is_root {
        chown(&folder, Some(NOBODY), Some(NOBODY)).unwrap();
        command.uid(NOBODY).gid(NOBODY);
    }
    let mut shell = command.spawn().unwrap();
    let mut said = String::new();
    BufReader::new(shell.stdout.take().unwrap()).read_line(&mut said).unwrap();
    assert_eq!(said, "started\n", "PostgreSQL does not start; the reason stands above");
    let (questions, asked) = channel();
    std::thread::spawn(move || Administrator::new(shell, folder).work(&asked));
    questions
}

fn binaries() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut versions: Vec<_> = debian.map(|version| version.unwrap().path().join("bin")).collect();
    versions.sort();
    let mut folders = std::env::split_paths(&path).chain(versions.into_iter().rev());
    let complete = |folder: &PathBuf| ["initdb", "postgres"].iter().all(|name| folder.join(name).exists());
    folders.find(complete).expect("BUZZCHAT_TEST_DATABASE=postgres needs PostgreSQL: apt-get install postgresql")
}

struct Administrator {
    /// Holds the pipe that keeps the server alive.
    _shell: Child,
    socket: PathBuf,
    runtime: Runtime,
    connection: PgConnection,
    /// By data folder: what has to exist for the database to stay, and its name.
    databases: HashMap<PathBuf, (PathBuf, String)>,
    made: usize,
}

impl Administrator {
    fn new(shell: Child, socket: PathBuf) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let connection = runtime.block_on(connect(&address(&socket, "postgres")));
        Self { _shell: shell, socket, runtime, connection, databases: HashMap::new(), made: 0 }
    }

    fn work(mut self, asked: &Receiver<Ask>) {
        while let Ok(question) = asked.recv() {
            // Who asked may have panicked meanwhile.
            let _ = match question {
                Ask::Url(folder, reply) => {
                    let name = self.database(folder);
                    reply.send(address(&self.socket, &name)).ok()
                }
                Ask::Run(folder, sql, reply) => {
                    let name = self.database(folder);
                    self.run(&sql.replace("{}", &name));
                    reply.send(()).ok()
                }
            };
        }
    }

    fn database(&mut self, folder: PathBuf) -> String {
        if let Some((_, name)) = self.databases.get(&folder) {
            return name.clone();
        }
        self.drop_unused();
        self.made += 1;
        let name = format!("test_{}", self.made);
        self.run(&format!("CREATE DATABASE {name}"));
        let anchor = folder.ancestors().find(|part| part.exists()).unwrap().to_owned();
        self.databases.insert(folder, (anchor, name.clone()));
        name
    }

    fn drop_unused(&mut self) {
        let unused: Vec<_> = self.databases.extract_if(|_, (anchor, _)| !anchor.exists()).collect();
        for (_, (_, name)) in unused {
            self.run(&format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }

    fn run(&mut self, sql: &str) {
        self.runtime.block_on(self.connection.execute(sqlx::AssertSqlSafe(sql.to_owned()))).unwrap();
    }
}

fn address(socket: &Path, database: &str) -> String {
    format!("postgres://buzzchat@localhost/{database}?host={}", socket.display())
}

/// The socket is there a moment after the server was started.
async fn connect(url: &str) -> PgConnection {
    for _ in 0..300 {
        if let Ok(connection) = PgConnection::connect(url).await {
            return connection;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("PostgreSQL does not answer")
}
