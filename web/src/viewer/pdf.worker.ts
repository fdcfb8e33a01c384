/** pdf.js beside the page: it reads, the page draws. */
import "./floor.ts";
import "pdfjs-dist/legacy/build/pdf.worker.min.mjs";
