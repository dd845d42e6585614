import { useQuery } from "@tanstack/react-query";
import { fieldsOf, type Programme, type Register, recordQuery } from "../../api/programme";
import { AttributeList } from "../AttributeList";
import { Loading, Trouble } from "./ProgrammePanel";

interface RecordFactsProps {
  register: Register;
  subject: string;
  programme: Programme;
}

/** Everything that the record says, in the words of its register; what nobody has filled in too. */
export function RecordFacts({ register, subject, programme }: RecordFactsProps) {
  const record = useQuery(recordQuery(register, subject));
  if (record.error) return <Trouble error={record.error} onRetry={() => void record.refetch()} />;
  if (!record.data) return <Loading />;
  return <AttributeList fields={fieldsOf(programme, register)} feature={record.data} headings={5} />;
}
