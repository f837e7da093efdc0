// `npm run made-up -- INTO`: runs to be looked at, without a VM.

const say = (text: string) => void process.stderr.write(`${text}\n`)
const [into, ...others] = process.argv.slice(2)
if (into === undefined || into.startsWith('-') || others.length > 0) {
	say('Name a directory for the runs, and nothing else: npm run made-up -- INTO')
	process.exit(2)
}
// Loading it takes a while on a busy machine.
say('Loading the harness')
const { writeMadeUpRuns } = await import('./made-up-runs.ts')
await writeMadeUpRuns(into, say)
