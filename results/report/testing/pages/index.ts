// What tests of the harness look at pages with.
export { OpenedPages } from '../opened-page.ts'
