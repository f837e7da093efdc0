import { setMaxListeners } from 'node:events'
import { mkdir } from 'node:fs/promises'
import type { Architecture } from '#results/architecture'
import { cacheDirectory, sweepBuilds } from '#images'
import { sweepOwnedDirectories, sweepVms } from '#vm'
import { type ArtifactSources, RunArtifacts, type RunArtifactsOptions } from './run-artifacts.ts'

/** What cells are made of. */
export type ArtifactSource = Pick<RunArtifacts, 'cache' | 'forCell' | 'stack' | 'kernel' | 'probeInitrd'>

export interface SourceOptions {
	/** The guests'; default: this machine's. */
	readonly arch?: Architecture | undefined
	readonly signal: AbortSignal
	readonly env?: NodeJS.ProcessEnv | undefined
	/** Where artifacts may come from, and which are accepted. */
	readonly artifacts?: ArtifactSources | undefined
	/** Where what cells are made of comes from; default: {@link RunArtifacts}. */
	readonly openArtifacts?:
		| ((options: RunArtifactsOptions & ArtifactSources) => Promise<ArtifactSource>)
		| undefined
}

/** Removes what dead harnesses left on this machine, and opens what cells are made of. @throws HarnessError */
export async function openSource(
	{ arch, signal, artifacts, openArtifacts = RunArtifacts.open, env = process.env }: SourceOptions,
	log: (message: string) => void,
): Promise<ArtifactSource> {
	// Every running tool and VM listens to it; Node would take more than ten for a leak.
	setMaxListeners(100, signal)
	// And to the signals that are made of it, of which each VM has its own.
	setMaxListeners(100)
	await sweepOwnedDirectories()
	await sweepVms()
	const source = await openArtifacts({ ...artifacts, cacheRoot: cacheDirectory(env), arch, signal, env, log })
	await mkdir(source.cache.scratch, { recursive: true })
	await sweepBuilds(source.cache.root)
	return source
}
