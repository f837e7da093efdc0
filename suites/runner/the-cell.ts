import { BroadcastChannel } from 'node:worker_threads'
import type { CellFacts } from '../check/cell-facts.ts'

/** Between vitest's thread, which is started before there is a VM, and the process that hears of one. */
export const cellChannel = 'rootless-matrix.cell'

let cell: CellFacts | undefined

/** The cell that these suites run in. */
export function theCell(): CellFacts {
	if (!cell) throw new Error('The suites were started without a cell')
	return cell
}

/** Waits for the process that runs vitest to hear of the cell. */
export async function waitForCell(): Promise<void> {
	cell = await new Promise<CellFacts>((resolve) => {
		const channel = new BroadcastChannel(cellChannel)
		channel.onmessage = (message) => {
			channel.close()
			resolve((message as { data: CellFacts }).data)
		}
		channel.postMessage('ask')
	})
}
