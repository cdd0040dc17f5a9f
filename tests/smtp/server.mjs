// An SMTP server that is not ours, for tests: prints "listening PORT", then "mail JSON" for each mail that it takes.
// What it does to a reader stands in the beginning of the address: see onRcptTo and onData.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { SMTPServer } from "smtp-server";
import { simpleParser } from "mailparser";

const { SMTP_SECURITY = "none", SMTP_KEY, SMTP_CERT, SMTP_USER, SMTP_PASSWORD } = process.env;

function refusal(code, text) {
  return Object.assign(new Error(text), { responseCode: code });
}

function socketOf(session) {
  return [...server.connections].find((c) => c.id === session.id)._socket;
}

async function tell(session, raw) {
  // Else links to pictures in the mail would be replaced by the pictures.
  const mail = await simpleParser(raw, { skipImageLinks: true });
  const told = {
    from: session.envelope.mailFrom.address,
    to: session.envelope.rcptTo.map((r) => r.address),
    secure: session.secure,
    user: session.user ?? null,
    session: session.id,
    headers: mail.headerLines.map((h) => h.line),
    subject: mail.subject,
    date: mail.date?.toISOString() ?? null,
    messageId: mail.messageId ?? null,
    text: mail.text,
    html: mail.html || null,
    attachments: mail.attachments.map((a) => ({
      cid: a.cid ?? null,
      type: a.contentType,
      disposition: a.contentDisposition,
      related: a.related,
      sha256: createHash("sha256").update(a.content).digest("hex"),
    })),
    raw: raw.toString("latin1"),
  };
  // Told before the answer: who has it looks for what was taken.
  await new Promise((done) => process.stdout.write("mail " + JSON.stringify(told) + "\n", done));
}

const server = new SMTPServer({
  secure: SMTP_SECURITY === "tls",
  key: SMTP_KEY && readFileSync(SMTP_KEY),
  cert: SMTP_CERT && readFileSync(SMTP_CERT),
  disabledCommands: SMTP_SECURITY === "none" ? ["STARTTLS", "AUTH"] : [],
  authOptional: !SMTP_USER,
  logger: false,
  disableReverseLookup: true,
  onAuth(auth, session, done) {
    const right = auth.username === SMTP_USER && auth.password === SMTP_PASSWORD;
    done(right ? null : refusal(535, `5.7.8 no such user ${auth.username}`), { user: auth.username });
  },
  onMailFrom({ address }, session, done) {
    done(address.startsWith("unverified") ? refusal(550, `5.7.1 ${address} is not yours`) : null);
  },
  onRcptTo({ address }, session, done) {
    const name = address.split("@")[0];
    if (name.startsWith("nobody")) done(refusal(550, `5.1.1 <${address}> no such user`));
    else if (name.startsWith("later")) done(refusal(451, `4.2.1 <${address}> not now`));
    else if (name.startsWith("closing")) done(refusal(421, "4.3.2 closing"));
    else if (name.startsWith("early")) socketOf(session).destroy();
    else done();
  },
  onData(stream, session, done) {
    const name = session.envelope.rcptTo[0].address.split("@")[0];
    const chunks = [];
    stream.on("data", (chunk) => chunks.push(chunk));
    stream.on("end", async () => {
      if (name.startsWith("spam")) return done(refusal(554, "5.7.1 not wanted"));
      await tell(session, Buffer.concat(chunks));
      if (name.startsWith("vanish")) return socketOf(session).destroy();
      if (!name.startsWith("hang")) done(null, "2.0.0 queued");
    });
  },
});
server.on("error", (error) => console.log("error " + error.message));
server.listen(0, "127.0.0.1", () => console.log("listening " + server.server.address().port));
process.on("SIGTERM", () => process.exit(0));
