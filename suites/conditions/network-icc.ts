import type { CellView } from '../check/condition.ts'
import { type BrNetfilterContract, brNetfilterContract } from './br-netfilter.ts'

/**
 * What the configuration promises when one network is to be without inter-container communication: the same as
 * for a daemon with `icc=false`, in the answer to the request and not in the daemon's last words.
 */
export function networkIccContract(cell: CellView): BrNetfilterContract {
	const contract = brNetfilterContract({ ...cell, daemonSettings: { ...cell.daemonSettings, icc: false } })
	if (contract.kind !== 'refuses') return contract
	return { kind: 'refuses', message: contract.message.replace(/^.*(?=cannot restrict)/, '') }
}
