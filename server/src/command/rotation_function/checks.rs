//! What a function is asked, and what it must answer.

use super::exchange::{FunctionUnderTest, Spoiled};
use crate::Failure;
use http::StatusCode;
use strongroom_core::{Plaintext, constant_time_eq};
use strongroom_crypto::fill_random;
use strongroom_rotators::function::{FunctionAnswer, FunctionCall, FunctionWork, PROTOCOL};

/// The calls of one rotation, and some that no rotation makes.
pub(super) struct Checks {
    function: FunctionUnderTest,
    rotation: String,
    current: Plaintext,
    rehearsal: bool,
    wrong: Vec<String>,
}

/// A step whose answer is another one: the calls after it mean nothing.
struct Stopped;

impl Checks {
    /// # Errors
    /// The random generator fails.
    pub fn new(function: FunctionUnderTest, current: Option<Plaintext>, rehearsal: bool) -> Result<Self, Failure> {
        let rotation = format!("{}{}", if rehearsal { "rehearsal-" } else { "" }, random()?);
        let current = match current {
            Some(current) => current,
            None => Plaintext::new(random()?.into_bytes()),
        };
        Ok(Self { function, rotation, current, rehearsal, wrong: Vec::new() })
    }

    /// Makes every call; what is wrong, in sentences.
    pub async fn run(mut self) -> Vec<String> {
        // What stopped it is among them.
        let _ = self.all().await;
        self.wrong
    }

    async fn all(&mut self) -> Result<(), Stopped> {
        self.signatures().await?;
        let current = Plaintext::new(self.current.expose().to_vec());
        let (current, other) = (text(&current), random().map_err(|_| Stopped)?);
        println!("create: the value to come");
        let pending = self.create(current, 1).await?;
        let pending = text(&pending);
        println!("set: the value to come becomes valid");
        self.twice(FunctionWork::Set { current, pending }).await?;
        println!("test: which values are valid");
        self.test(pending, true, "the value that was just set").await?;
        self.test(&other, false, "a value that it has never seen").await?;
        println!("finish: the value that was in use becomes worthless");
        self.twice(FunctionWork::Finish { kept: pending, revoked: current }).await?;
        self.test(current, false, "the value that was just revoked").await?;
        self.test(pending, true, "the value that was kept").await?;
        println!("create: another rotation gets another value");
        self.rotation.push_str("-next");
        let next = self.create(pending, 1).await?;
        let next = text(&next);
        // The first rotation replaced a value that the function may never have known.
        println!("finish: a value that was valid becomes worthless");
        self.twice(FunctionWork::Set { current: pending, pending: next }).await?;
        self.twice(FunctionWork::Finish { kept: next, revoked: pending }).await?;
        self.test(pending, false, "the value that was just revoked").await?;
        self.test(next, true, "the value that was kept").await
    }

    /// Calls that it must refuse, whatever they ask. They change nothing if it does not.
    async fn signatures(&mut self) -> Result<(), Stopped> {
        println!("calls that are not Strongroom's: it must answer 401");
        for (spoiled, what) in [
            (Spoiled::Key, "a call that is signed with another key"),
            (Spoiled::Unsigned, "a call without a signature"),
            (Spoiled::Time, "a call that was signed an hour ago: compare Strongroom-Timestamp with the time"),
            (Spoiled::Body, "a call whose body was changed after it was signed"),
        ] {
            let token = self.token("test", 1);
            let call = self.of(FunctionWork::Test { value: "" }, &token, 1);
            let answered = self.function.call(&call, spoiled).await;
            match answered {
                Ok((StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, _)) => {}
                Ok((status, _)) => self.wrong(format!("it answers {} to {what}", status.as_u16())),
                Err(trouble) => {
                    self.wrong(format!("it cannot be called: {trouble}"));
                    return Err(Stopped);
                }
            }
        }
        Ok(())
    }

    /// The value to come, the same each time that it is asked for.
    async fn create(&mut self, current: &str, attempt: u8) -> Result<Plaintext, Stopped> {
        let first = self.created(current, attempt).await?;
        let again = self.created(current, attempt).await?;
        let is_same = match (&first, &again) {
            (Some(first), Some(again)) => constant_time_eq(first.expose(), again.expose()),
            (None, None) => true,
            _ => false,
        };
        if !is_same {
            self.wrong("create: the same token gets another answer; remember the value by the token");
        }
        match first {
            Some(value) if constant_time_eq(value.expose(), current.as_bytes()) => {
                self.stops("create: the value to come is the one in use; a token answers for its own rotation alone")
            }
            Some(value) => Ok(value),
            None => random().map(|text| Plaintext::new(text.into_bytes())).map_err(|_| Stopped),
        }
    }

    /// What one call of create answers; `None` if Strongroom is to generate the value.
    async fn created(&mut self, current: &str, attempt: u8) -> Result<Option<Plaintext>, Stopped> {
        match self.answer(FunctionWork::Create { current }, attempt).await? {
            FunctionAnswer::Value(value) => Ok(Some(value)),
            FunctionAnswer::Generate => Ok(None),
            other => self.stops(format!("create: it answers {}, not value or generate", other.word())),
        }
    }

    /// A change, which is done each time that it is asked for.
    async fn twice(&mut self, work: FunctionWork<'_>) -> Result<(), Stopped> {
        for again in ["", " when it is asked again with the same token"] {
            match self.answer(work, 1).await? {
                FunctionAnswer::Done => {}
                other => return self.stops(format!("{}: it answers {}, not done{again}", work.word(), other.word())),
            }
        }
        Ok(())
    }

    async fn test(&mut self, value: &str, valid: bool, what: &str) -> Result<(), Stopped> {
        let wanted = if valid { "accepted" } else { "refused" };
        let found = self.answer(FunctionWork::Test { value }, 1).await?.word();
        if found != wanted {
            self.wrong(format!("test: it answers {found}, not {wanted}, for {what}"));
        }
        Ok(())
    }

    async fn answer(&mut self, work: FunctionWork<'_>, attempt: u8) -> Result<FunctionAnswer, Stopped> {
        let token = self.token(work.word(), attempt);
        let answered = self.function.call(&self.of(work, &token, attempt), Spoiled::Not).await;
        match answered {
            Ok((_, Some(answer))) => Ok(answer),
            Ok((_, None)) => self.stops(format!("{}: no answer", work.word())),
            Err(trouble) => self.stops(format!("{}: {trouble}", work.word())),
        }
    }

    fn of<'a>(&'a self, work: FunctionWork<'a>, token: &'a str, attempt: u8) -> FunctionCall<'a> {
        FunctionCall {
            version: PROTOCOL,
            work,
            token,
            rotation: &self.rotation,
            attempt,
            secret: "dev/secret",
            account: "dev/secret",
            rehearsal: self.rehearsal,
        }
    }

    fn token(&self, step: &str, attempt: u8) -> String {
        format!("{}-{step}-{attempt}", self.rotation)
    }

    fn wrong(&mut self, sentence: impl Into<String>) {
        self.wrong.push(sentence.into());
    }

    fn stops<T>(&mut self, sentence: impl Into<String>) -> Result<T, Stopped> {
        self.wrong(sentence);
        Err(Stopped)
    }
}

fn text(value: &Plaintext) -> &str {
    std::str::from_utf8(value.expose()).unwrap_or_default()
}

/// 32 hexadecimal digits.
fn random() -> Result<String, Failure> {
    let mut bytes = [0; 16];
    fill_random(&mut bytes).map_err(|_| Failure::new("the random generator fails"))?;
    Ok(bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}")))
}
