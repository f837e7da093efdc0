import { homedir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { ConfigurationError } from '#results'
import { readPlain } from '#results/files'
import { runProgram, type RunProgram } from '#vm/host'

export interface Credentials {
	/** `<token>`: the password is an identity token, to be exchanged. */
	readonly user: string
	readonly password: string
}

const configForm = z.looseObject({
	auths: z
		.record(z.string(), z.looseObject({ auth: z.string().optional(), identitytoken: z.string().optional() }))
		.optional(),
	credsStore: z.string().optional(),
	credHelpers: z.record(z.string(), z.string()).optional(),
})

const answerForm = z.looseObject({ Username: z.string(), Secret: z.string() })

const MAX_BYTES = 4 * 2 ** 20

/** Where `docker login` leaves them. @throws ConfigurationError for a file or helper that is broken. */
export async function dockerCredentials(
	host: string,
	{
		env,
		run = runProgram,
		signal,
	}: { env: NodeJS.ProcessEnv; run?: RunProgram; signal?: AbortSignal | undefined },
): Promise<Credentials | undefined> {
	const path = join(env.DOCKER_CONFIG ?? join(env.HOME ?? homedir(), '.docker'), 'config.json')
	const text = await readPlain(path, { maxBytes: MAX_BYTES }).catch((error: unknown) => {
		if (error instanceof ConfigurationError) throw error
		return undefined
	})
	if (text === undefined) return undefined
	const config = readConfig(path, text)
	const helper = config.credHelpers?.[host] ?? config.credsStore
	if (helper !== undefined) {
		const found = await askHelper(helper, host, { run, signal })
		if (found !== undefined) return found
	}
	const entry = config.auths?.[host] ?? config.auths?.[`https://${host}`]
	if (entry?.identitytoken) return { user: '<token>', password: entry.identitytoken }
	if (!entry?.auth) return undefined
	const [, user = '', password = ''] =
		/^([^:]*):(.*)$/s.exec(Buffer.from(entry.auth, 'base64').toString()) ?? []
	return { user, password }
}

function readConfig(path: string, text: string): z.infer<typeof configForm> {
	try {
		return configForm.parse(JSON.parse(text))
	} catch (cause) {
		throw new ConfigurationError(`${path} is no configuration of Docker's client`, {
			cause,
			hint: 'Mend or move the file, and run `docker login` again.',
		})
	}
}

async function askHelper(
	helper: string,
	host: string,
	{ run, signal }: { run: RunProgram; signal: AbortSignal | undefined },
): Promise<Credentials | undefined> {
	if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,60}$/.test(helper))
		throw new ConfigurationError(`"${helper}" in Docker's config.json is no name of a credential helper`)
	const program = `docker-credential-${helper}`
	const end = await run([program, 'get'], { stdin: host, deadline: 30_000, signal })
	if (end.state === 'absent')
		throw new ConfigurationError(`${program}, which Docker's config.json names for ${host}, is not there`, {
			hint: 'Install it, or take it out of config.json.',
		})
	// It ends with 1 where it knows no such host; what it prints may hold a secret and is not repeated.
	if (end.state !== 'ended' || end.code !== 0) return undefined
	try {
		const { Username, Secret } = answerForm.parse(JSON.parse(end.output))
		return { user: Username, password: Secret }
	} catch {
		throw new ConfigurationError(`${program} did not answer with a user and a secret for ${host}`)
	}
}
