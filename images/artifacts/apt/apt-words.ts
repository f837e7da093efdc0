import type { FaultReason } from '../fault.ts'

/** Sentences of apt in the C locale, and what they mean for an artifact. The first that fits a line counts. */
const sentences: readonly (readonly [RegExp, FaultReason])[] = [
	// It is there, and it is not what it should be.
	[/Hash Sum mismatch|unexpected size|perform this download securely|Size mismatch/, 'wrong-sum'],
	[/could not be authenticated|cannot be authenticated|is not signed|no longer signed/, 'unauthenticated'],
	[/GPG error|NO_PUBKEY|BADSIG|signatures were invalid|changed its '|Conflicting dist/, 'unauthenticated'],
	[/is expired \(invalid since|is not valid yet|Valid-Until/, 'unauthenticated'],
	[/Clearsigned file isn't valid|does the network require authentication/, 'html-page'],
	[/[Cc]ertificate verif|Could not handshake|SSL connection failed|\bTLS\b/, 'unauthenticated'],
	[/No system certificates|Could not (?:load|add) [\w ]*certificate/, 'unauthenticated'],
	[/Redirection from https/, 'insecure-redirect'],
	[/No space left on device|\(28: |Disk quota exceeded/, 'disk-full'],
	[/Remote end closed connection|Error reading from server|Undetermined Error/, 'broken-transfer'],
	[/Bad header|Unable to parse|Encountered a section with no|Problem parsing/, 'bad-archive'],
	// It is not available.
	[/ {2}(?:404|410) {2}|(?:does not|no longer) ha(?:ve|s) a Release file/, 'not-found'],
	[/Unable to locate package|was not found$|File not found/, 'not-found'],
	[/no installation candidate|Can't find a source to download|Couldn't find any package/, 'not-found'],
	[/ {2}(?:401|402|403|407|451) {2}/, 'forbidden'],
	[/ {2}(?:429|5\d\d) {2}/, 'server-error'],
	[/Could not resolve|Temporary failure resolving|Could not connect|Unable to connect/, 'unreachable'],
	[/[Cc]onnection timed out|Connection failed|Cannot initiate the connection/, 'unreachable'],
	[/Network is unreachable|No route to host|Connection refused/, 'unreachable'],
]

/** What apt and mmdebstrap say after the sentence that matters. */
const furtherWords =
	/Some index files failed|Unable to fetch some archives|mmdebstrap failed|setup failed|apt-get .*failed|process exited|Broken pipe/

/** Lines that end a command of apt, and the warnings that say why a signature was not accepted. */
const telling = /^(?:E: |W: (?:GPG error|Conflicting distribution))/

const absent: readonly FaultReason[] = ['not-found', 'forbidden', 'server-error', 'unreachable']

/**
 * What the words of a failed apt mean: the worst of its lines counts, since a mirror that tampers with one file and
 * lacks another is not merely a mirror that lacks something. Undefined when a line is not known, or there is none.
 */
export function aptReason(output: string): FaultReason | undefined {
	const lines = output.split('\n').filter((line) => telling.test(line))
	// Of a list that apt may not read, it also says that the archive is not signed.
	const kept = lines.some((line) => /\/InRelease {2}(?:40[137]|5\d\d|429) {2}/.test(line))
		? lines.filter((line) => !/^E: The repository '.*' is not signed/.test(line))
		: lines
	const reasons = kept
		.filter((line) => !furtherWords.test(line))
		.map(withoutNames)
		.map((line) => sentences.find(([words]) => words.test(line))?.[1])
	return reasons.find((reason) => reason && !absent.includes(reason)) ?? whenAllKnown(reasons)
}

/**
 * A line without the addresses and quoted names in it, which are no words of apt: a package may be called `ca-certificates`, and a
 * mirror's host `tls.example`.
 */
const withoutNames = (line: string): string =>
	line.replace(/\b[a-z]+:\/\/[^\s']+/g, 'ADDRESS').replace(/(?<=[ (])'[^']*'/g, "'NAME'")

const whenAllKnown = (reasons: readonly (FaultReason | undefined)[]) =>
	reasons.includes(undefined) ? undefined : reasons[0]
