import { readFile } from 'node:fs/promises'
import type { VmMemory } from '../driver.ts'

/** From proc(5); undefined when the process is gone, or not ours to look at. */
export async function memoryOf(pid: number): Promise<VmMemory | undefined> {
	try {
		const status = await readFile(`/proc/${pid}/status`, 'utf8')
		const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8')
		return {
			peakBytes: kibibytes(status, 'VmHWM'),
			residentBytes: kibibytes(rollup, 'Rss'),
			proportionalBytes: kibibytes(rollup, 'Pss'),
		}
	} catch {
		return undefined
	}
}

const kibibytes = (text: string, name: string): number =>
	Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1] ?? 0) * 1024
