import { dockerApi } from '../fixtures/docker.ts'
import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { formText } from '#results'
import { normalAddress } from '../probes/answer.ts'
import { isRefusal } from '../fixtures/container.ts'
import { lab } from '../vantage/lab.ts'
import { ControlFailed } from '../check/outcome.ts'
import { type Target, imageProbe } from '../vantage/vantage.ts'
import { type Failure, daemonRefused } from '../probes/wrong-with.ts'

/** The API's names for the builders that a daemon has inside: the classic one, and BuildKit (buildx's driver `docker`). */
export const builders = { classic: '1', buildkit: '2' } as const satisfies Record<string, '1' | '2'>
export type Builder = keyof typeof builders

/** Builds an image whose RUN step asks the peer by its name. Returns the address that the peer saw, or what went wrong. */
export async function reachPeerInBuild(
	image: string,
	builder: Builder,
	signal: AbortSignal,
): Promise<{ readonly source: string } | Failure> {
	const nonce = randomBytes(8).toString('hex')
	const { service, serviceName } = lab
	// Nobody measures the machine in there, so the wait is long enough for a slow one.
	const ask = [`${imageProbe}/ask`, 'tcp', serviceName, service.port, nonce, 30].join(' ')
	const output = await build(`FROM ${image}\nRUN ${ask}\n`, builder, signal)
	const answer = new RegExp(`peer (\\S+) ${nonce}`).exec(output.text)
	if (output.error === undefined && answer) return { source: normalAddress(answer[1]!) }
	// The nonce stands in the step's words, and differs from run to run.
	const found = (output.error ?? 'no such answer').replaceAll(nonce, 'NONCE')
	return {
		form: output.refused ? daemonRefused(found) : { kind: 'wrong-answer', found: formText(found) },
		words: `a RUN step asked ${serviceName}: expected "peer" to answer with our nonce, found: ${found}`,
	}
}

/**
 * Builds an image whose RUN step asks the peer and then each of these for `who`. Returns the target where it answered, if
 * anywhere. @throws ControlFailed when the step did not reach the peer: it proves nothing then.
 */
export async function foundInBuild(
	image: string,
	builder: Builder,
	{
		who,
		targets,
		signal,
	}: { readonly who: string; readonly targets: readonly Target[]; readonly signal: AbortSignal },
): Promise<Target | undefined> {
	const nonce = randomBytes(8).toString('hex')
	const ask = ({ host, port }: Target, name: string, seconds: number) =>
		`${imageProbe}/ask tcp ${host} ${port} ${nonce}${name} ${seconds}`
	const questions = targets.map((target, at) => ask(target, `-${at}`, 6))
	const steps = [ask(lab.service, '-peer', 30), ...questions, 'true'].join('; ')
	const output = await build(`FROM ${image}\nRUN ${steps}\n`, builder, signal)
	if (output.error !== undefined || !new RegExp(`peer \\S+ ${nonce}-peer`).test(output.text))
		throw new ControlFailed(
			`a RUN step (${builder}) does not reach the peer: ${(output.error ?? 'no answer').replaceAll(nonce, 'NONCE')}`,
		)
	return targets.find((_, at) => new RegExp(`${who} \\S+ ${nonce}-${at}\\b`).test(output.text))
}

interface BuildOutput {
	/** What the steps printed. */
	readonly text: string
	readonly error: string | undefined
	/** The daemon did not even begin. */
	readonly refused?: true
}

async function build(dockerfile: string, builder: Builder, signal: AbortSignal): Promise<BuildOutput> {
	const dockerode = await dockerApi()
	const { pack } = await import('tar-stream')
	const packed = pack()
	packed.entry({ name: 'Dockerfile' }, dockerfile)
	packed.finalize()
	// tar-stream's own stream lacks what the type asks for; Node's has it all.
	const context = Readable.from(packed)
	const tag = `rootless-matrix/built-${builder}:${randomBytes(3).toString('hex')}`
	const options = {
		t: tag,
		nocache: true,
		rm: true,
		forcerm: true,
		version: builders[builder],
		abortSignal: signal,
	}
	try {
		const pieces: Buffer[] = []
		for await (const piece of await dockerode.buildImage(context, options))
			pieces.push(typeof piece === 'string' ? Buffer.from(piece) : piece)
		return readBuildOutput(Buffer.concat(pieces).toString())
	} catch (error) {
		if (isRefusal(error))
			return { text: '', error: `The daemon refused to build: ${error.message}`, refused: true }
		throw error
	} finally {
		// A build that failed has left no image, and BuildKit keeps its steps apart from its images.
		await dockerode
			.getImage(tag)
			.remove({ force: true })
			.catch(() => undefined)
		if (builder === 'buildkit') await dockerode.pruneBuilder()
	}
}

interface Progress {
	readonly stream?: string
	readonly error?: string
	readonly id?: string
	readonly aux?: unknown
}

/** Reads the API's lines of JSON; BuildKit's have protocol buffers in base64, in which text stands as it is. */
export function readBuildOutput(lines: string): BuildOutput {
	const progress = lines
		.split('\n')
		.filter((line) => line.trim() !== '')
		.map((line) => JSON.parse(line) as Progress)
	const text = progress.map(({ stream, id, aux }) =>
		id === 'moby.buildkit.trace' && typeof aux === 'string'
			? Buffer.from(aux, 'base64').toString('latin1')
			: (stream ?? ''),
	)
	return { text: text.join(''), error: progress.find(({ error }) => error !== undefined)?.error }
}
