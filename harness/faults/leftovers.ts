import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Processes that belong to an injection, by their command lines and environments, which name its directory. */
export async function processesOf(dir: string): Promise<string[]> {
	const found: string[] = []
	for (const pid of await readdir('/proc')) {
		if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue
		const read = (name: string) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')
		const [line, environment] = await Promise.all([read('cmdline'), read('environ')])
		if (line.includes(dir) || environment.includes(dir))
			found.push(`process ${pid} ${line.replaceAll('\0', ' ').slice(0, 120)}`)
	}
	return found
}

/** Mounts below a directory, but those that the campaign made itself. */
export async function mountsBelow(dir: string, own: readonly string[]): Promise<string[]> {
	const mounts = (await readFile('/proc/self/mountinfo', 'utf8'))
		.split('\n')
		.map((line) => line.split(' ')[4] ?? '')
	return mounts.filter((path) => path.startsWith(dir) && !own.includes(path)).map((path) => `mount ${path}`)
}

/** Files of the temporary directory; a harness that could not clean up leaves those that the next one sweeps away. */
export async function temporaryFiles(dir: string, { swept }: { readonly swept: boolean }): Promise<string[]> {
	const names = await readdir(join(dir, 'tmp')).catch(() => [])
	return names
		.filter(
			(name) => !name.startsWith('filler') && !(swept && /^rm-(build|cell|suites)-\d+-\w{6}$/.test(name)),
		)
		.map((name) => `temporary file ${name}`)
}

/** What the cache and the runs hold that is not documented to be there once a run is complete. */
export async function strayFiles(cache: string, runs: string): Promise<string[]> {
	const scratch = await readdir(join(cache, 'scratch')).catch(() => [])
	const inRuns = await readdir(runs, { recursive: true }).catch(() => [])
	return [
		...scratch.map((name) => `${name} in the cache's scratch directory`),
		...inRuns.filter((name) => /(^|\/)\.[^/]*$/.test(name)).map((name) => `half a file in runs: ${name}`),
	]
}

/** Waits until there is nothing; what there still is after so many milliseconds. */
export async function settled(look: () => Promise<string[]>, ms: number): Promise<string[]> {
	const end = Date.now() + ms
	for (;;) {
		const found = await look()
		if (found.length === 0 || Date.now() > end) return found
		await new Promise((resolve) => setTimeout(resolve, 50))
	}
}
